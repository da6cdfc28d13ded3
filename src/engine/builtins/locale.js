// `Intl`, whose services are the host's (ECMA-402); locale.rs has a guest compile this.
'use strict';

(function (
  { BigInt, Date, JSON, Math, Number, Object, Reflect, String, Symbol, TypeError },
  intl,
  ask,
) {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys, setPrototypeOf } =
    Reflect;
  const { isFinite } = Number;
  const { parse, stringify } = JSON;
  const numberValue = Number.prototype.valueOf;
  const bigintValue = BigInt.prototype.valueOf;
  const dateValue = Date.prototype.getTime;
  const { slice } = String.prototype;
  const { now } = Date;
  const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([].values()));

  /** The options that each service reads. */
  const OF_NUMBERS =
    'localeMatcher numberingSystem style currency currencyDisplay currencySign unit unitDisplay notation compactDisplay minimumIntegerDigits minimumFractionDigits maximumFractionDigits minimumSignificantDigits maximumSignificantDigits roundingIncrement roundingMode roundingPriority trailingZeroDisplay useGrouping signDisplay';
  const OF_DATES =
    'localeMatcher calendar numberingSystem hour12 hourCycle timeZone weekday era year month day dayPeriod hour minute second fractionalSecondDigits timeZoneName formatMatcher dateStyle timeStyle';
  const OF_TEXTS = 'usage localeMatcher collation numeric caseFirst sensitivity ignorePunctuation';
  const OF_PLURALS =
    'localeMatcher type notation minimumIntegerDigits minimumFractionDigits maximumFractionDigits minimumSignificantDigits maximumSignificantDigits roundingIncrement roundingMode roundingPriority trailingZeroDisplay';
  const OF_LOCALES =
    'language script region variants calendar collation firstDayOfWeek hourCycle caseFirst numeric numberingSystem';
  const UNITS =
    'years months weeks days hours minutes seconds milliseconds microseconds nanoseconds'.split(
      ' ',
    );
  const OPTIONS = {
    __proto__: null,
    Collator: OF_TEXTS.split(' '),
    NumberFormat: OF_NUMBERS.split(' '),
    DateTimeFormat: OF_DATES.split(' '),
    RelativeTimeFormat: ['localeMatcher', 'numberingSystem', 'style', 'numeric'],
    DisplayNames: ['localeMatcher', 'style', 'type', 'fallback', 'languageDisplay'],
    PluralRules: OF_PLURALS.split(' '),
    ListFormat: ['localeMatcher', 'type', 'style'],
    Segmenter: ['localeMatcher', 'granularity'],
    Locale: OF_LOCALES.split(' '),
    DurationFormat: ['localeMatcher', 'numberingSystem', 'style'].concat(
      UNITS,
      UNITS.map((unit) => `${unit}Display`),
      'fractionalDigits',
    ),
  };

  const localeOf = (locale) => {
    if (typeof locale === 'string') return locale;
    if (typeof locale !== 'object' || locale === null) {
      throw new TypeError('Language ID should be string or object.');
    }
    return Settings.of(locale, 'Locale')?.tag ?? `${locale}`;
  };

  const localesOf = (locales) => {
    if (locales === undefined) return undefined;
    if (locales === null) throw new TypeError('Cannot convert undefined or null to object');
    if (typeof locales === 'string' || Settings.of(locales, 'Locale')) return [localeOf(locales)];
    const list = [];
    const { length } = locales;
    for (let i = 0; i < length && i < 1000; i += 1) list[i] = localeOf(locales[i]);
    return list;
  };

  // JSON has no NaN.
  const optionOf = (value) =>
    typeof value === 'boolean' || (typeof value === 'number' && isFinite(value))
      ? value
      : `${value}`;

  const optionsOf = (service, options) => {
    const given = { __proto__: null };
    const names = OPTIONS[service];
    for (let i = 0; i < names.length; i += 1) {
      const value = options[names[i]];
      if (value !== undefined) given[names[i]] = optionOf(value);
    }
    return given;
  };

  const settingsOf = (service, locales, options) => {
    if (options === null) throw new TypeError('Cannot convert undefined or null to object');
    if (options === undefined && locales === undefined) return '{}';
    const list = localesOf(locales);
    const given = options === undefined ? undefined : optionsOf(service, options);
    return stringify({ locales: list, options: given });
  };

  const hide = (object, name, value) =>
    defineProperty(object, name, { value, writable: true, configurable: true });

  // On an object that has the prototype of whoever was constructed.
  class Settings {
    #service;
    #settings;
    /** Of a `Locale`. */
    #tag;
    #bound;

    constructor(service, settings, tag) {
      this.#service = service;
      this.#settings = settings;
      this.#tag = tag;
    }

    static of(object, service) {
      const known =
        typeof object === 'object' &&
        object !== null &&
        #service in object &&
        object.#service === service;
      return known ? { settings: object.#settings, tag: object.#tag } : undefined;
    }

    static bound(object, make) {
      object.#bound ??= make();
      return object.#bound;
    }
  }

  const receiver = (object, service, method) => {
    const known = Settings.of(object, service);
    if (known === undefined) {
      throw new TypeError(
        `Method Intl.${service}.prototype.${method} called on incompatible receiver ${String(object)}`,
      );
    }
    return known.settings;
  };

  const text = (value) => `${value}`;
  const numeric = (value) =>
    typeof value === 'bigint' || typeof value === 'string' ? value : Number(value);
  // `Number` takes a BigInt.
  const unary = (value) => +value;
  const moment = (value) => (value === undefined ? now() : unary(value));
  const certain = (value) => {
    if (value === undefined) throw new TypeError('Invalid time value');
    return unary(value);
  };
  const texts = (iterable) => {
    const list = [];
    if (iterable === undefined) return '[]';
    for (const value of iterable) {
      if (typeof value !== 'string') {
        throw new TypeError(`Iterable yielded ${String(value)} which is not a string`);
      }
      list[list.length] = value;
    }
    return stringify(list);
  };
  const duration = (value) => {
    if (typeof value === 'string') return stringify(value);
    if (typeof value !== 'object' || value === null) {
      throw new TypeError(`invalid_argument ${String(value)}`);
    }
    const given = { __proto__: null };
    for (let i = 0; i < UNITS.length; i += 1) {
      const amount = value[UNITS[i]];
      if (amount !== undefined) given[UNITS[i]] = optionOf(unary(amount));
    }
    return stringify(given);
  };

  /** Of each service: whether it can be called, the method that is bound, and its methods' arguments. */
  const SERVICES = {
    __proto__: null,
    Collator: { callable: true, bound: ['compare', text, text], methods: {} },
    NumberFormat: {
      callable: true,
      bound: ['format', numeric],
      methods: {
        formatToParts: [numeric],
        formatRange: [numeric, numeric],
        formatRangeToParts: [numeric, numeric],
      },
    },
    DateTimeFormat: {
      callable: true,
      bound: ['format', moment],
      methods: {
        formatToParts: [moment],
        formatRange: [certain, certain],
        formatRangeToParts: [certain, certain],
      },
    },
    RelativeTimeFormat: { methods: { format: [unary, text], formatToParts: [unary, text] } },
    DisplayNames: { needsOptions: true, methods: { of: [text] } },
    PluralRules: { methods: { select: [unary], selectRange: [unary, unary] } },
    ListFormat: { methods: { format: [texts], formatToParts: [texts] } },
    DurationFormat: { methods: { format: [duration], formatToParts: [duration] } },
    Segmenter: { methods: {} },
  };

  const isStructured = (method) =>
    method === 'resolvedOptions' || method === 'supportedLocalesOf' || method.endsWith('ToParts');

  const answer = (service, method, settings, ...args) => {
    const said = ask(service, method, settings, ...args);
    return isStructured(method) ? parse(said) : said;
  };

  const define = (owner, name, body, length) => {
    defineProperty(body, 'length', { value: length });
    hide(owner, name, body);
  };

  const tag = (prototype, name) =>
    defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });

  const getter = (prototype, name, holder) => {
    const { get } = getOwnPropertyDescriptor(holder, name);
    defineProperty(prototype, name, { get, configurable: true });
  };

  const bind = (service, prototype, [name, ...kinds]) => {
    const makeBound = (settings) =>
      kinds.length === 1
        ? (value) => ask(service, name, settings, kinds[0](value))
        : (one, other) => ask(service, name, settings, kinds[0](one), kinds[1](other));
    getter(prototype, name, {
      get [name]() {
        const settings = receiver(this, service, name);
        return Settings.bound(this, () => makeBound(settings));
      },
    });
  };

  const makeClass = (name, service, length) => {
    defineProperty(service, 'name', { value: name });
    defineProperty(service, 'length', { value: length });
    const { prototype } = service;
    defineProperty(service, 'prototype', { writable: false });
    hide(prototype, 'constructor', service);
    tag(prototype, `Intl.${name}`);
    hide(intl, name, service);
    return prototype;
  };

  const makeService = (name, { callable, needsOptions, bound, methods }) => {
    const service = function (locales, options) {
      if (new.target === undefined && !callable) {
        throw new TypeError(`Constructor Intl.${name} requires 'new'`);
      }
      if (needsOptions && options === undefined) {
        throw new TypeError('Cannot convert undefined or null to object');
      }
      const settings = settingsOf(name, locales, options);
      ask(name, 'resolvedOptions', settings);
      return construct(Settings, [name, settings], new.target ?? service);
    };
    const prototype = makeClass(name, service, needsOptions ? 2 : 0);
    for (const method of ownKeys(methods)) {
      const kinds = methods[method];
      const { [method]: body } = {
        [method](...args) {
          const settings = receiver(this, name, method);
          const values = [];
          for (let i = 0; i < kinds.length; i += 1) values[i] = kinds[i](args[i]);
          return answer(name, method, settings, ...values);
        },
      };
      define(prototype, method, body, kinds.length);
    }
    const { resolvedOptions, supportedLocalesOf } = {
      resolvedOptions() {
        return answer(name, 'resolvedOptions', receiver(this, name, 'resolvedOptions'));
      },
      supportedLocalesOf(locales, options) {
        return answer(name, 'supportedLocalesOf', settingsOf(name, locales, options));
      },
    };
    define(prototype, 'resolvedOptions', resolvedOptions, 0);
    if (bound) bind(name, prototype, bound);
    define(service, 'supportedLocalesOf', supportedLocalesOf, 1);
    return prototype;
  };

  // Of a locale, what the host's has: versions of Node differ in its methods.
  const makeLocale = () => {
    const make = (named, options, target) => {
      const given = options === undefined ? undefined : optionsOf('Locale', options);
      const name = ask('Locale', 'toString', stringify({ locales: named, options: given }));
      return construct(Settings, ['Locale', stringify({ locales: name }), name], target);
    };
    const Locale = function (locale, options) {
      if (new.target === undefined) throw new TypeError("Constructor Intl.Locale requires 'new'");
      if (typeof locale !== 'string' && (typeof locale !== 'object' || locale === null)) {
        throw new TypeError("First argument to Intl.Locale constructor can't be empty or missing");
      }
      if (options === null) throw new TypeError('Cannot convert undefined or null to object');
      return make(localeOf(locale), options, new.target);
    };
    const prototype = makeClass('Locale', Locale, 1);
    const { getters, methods } = parse(ask('Locale', 'members', '{}'));
    const say = (object, name) => ask('Locale', name, receiver(object, 'Locale', name));
    const read = (object, name) => {
      const said = say(object, name);
      return said === undefined ? undefined : parse(said);
    };
    for (const name of getters) {
      getter(prototype, name, {
        get [name]() {
          return read(this, name);
        },
      });
    }
    for (const name of methods) {
      const { [name]: body } = {
        [name]() {
          if (name === 'toString') return say(this, name);
          if (name === 'maximize' || name === 'minimize') {
            return make(say(this, name), undefined, Locale);
          }
          return read(this, name);
        },
      };
      define(prototype, name, body, 0);
    }
  };

  /** So many units of a text are divided at a time, or as many as the longest segment has. */
  const WINDOW = 1024;
  /** As much as the host divides: a longer segment is cut. */
  const WIDEST = 1 << 13;

  // The segments of a text from `from` on: each an end and whether it is like a word. The last of a
  // window may go on behind it.
  const divide = (settings, string, from) => {
    for (let size = WINDOW; ; size *= 2) {
      const window = apply(slice, string, [from, from + size]);
      const found = parse(ask('Segmenter', 'divide', settings, window));
      const isLast = from + size >= string.length || size >= WIDEST;
      if (!isLast) found.length -= 1;
      if (found.length > 0) return found;
    }
  };

  const segmentsOf = (settings, string) => {
    let from = 0;
    let start = 0;
    let found = [];
    let at = 0;
    return () => {
      if (at === found.length) {
        if (start >= string.length) return undefined;
        from = start;
        found = divide(settings, string, from);
        at = 0;
      }
      const [end, isWordLike] = found[at];
      at += 1;
      const index = start;
      start = from + end;
      const segment = { segment: apply(slice, string, [index, start]), index, input: string };
      if (isWordLike !== null) segment.isWordLike = isWordLike;
      return segment;
    };
  };

  const makeSegmenter = (prototype) => {
    class Segments {
      #settings;
      #string;

      constructor(settings, string) {
        this.#settings = settings;
        this.#string = string;
      }

      containing(index) {
        const string = this.#string;
        const wanted = Math.trunc(unary(index)) || 0;
        if (wanted < 0 || wanted >= string.length) return undefined;
        const next = segmentsOf(this.#settings, string);
        let segment = next();
        while (segment.index + segment.segment.length <= wanted) segment = next();
        return segment;
      }

      [Symbol.iterator]() {
        return new SegmentIterator(segmentsOf(this.#settings, this.#string));
      }
    }
    class SegmentIterator {
      #next;

      constructor(next) {
        this.#next = next;
      }

      next() {
        const value = this.#next();
        return { value, done: value === undefined };
      }
    }
    delete Segments.prototype.constructor;
    delete SegmentIterator.prototype.constructor;
    setPrototypeOf(SegmentIterator.prototype, iteratorPrototype);
    tag(SegmentIterator.prototype, 'Segmenter String Iterator');
    const { segment } = {
      segment(string) {
        return new Segments(receiver(this, 'Segmenter', 'segment'), text(string));
      },
    };
    define(prototype, 'segment', segment, 1);
  };

  tag(intl, 'Intl');
  const { getCanonicalLocales, supportedValuesOf } = {
    getCanonicalLocales: (locales) =>
      parse(ask('Intl', 'getCanonicalLocales', settingsOf('Locale', locales))),
    supportedValuesOf: (key) => parse(ask('Intl', 'supportedValuesOf', '{}', text(key))),
  };
  hide(intl, 'getCanonicalLocales', getCanonicalLocales);
  hide(intl, 'supportedValuesOf', supportedValuesOf);
  for (const name of parse(ask('Intl', 'services', '{}'))) {
    if (name === 'Locale') makeLocale();
    else if (name === 'Segmenter') makeSegmenter(makeService(name, SERVICES[name]));
    else if (SERVICES[name]) makeService(name, SERVICES[name]);
  }

  return {
    __proto__: null,
    number(locales, options) {
      return number(apply(numberValue, this, []), locales, options);
    },
    bigint(locales, options) {
      return number(apply(bigintValue, this, []), locales, options);
    },
    date(locales, options) {
      return date(this, 'toLocaleString', locales, options);
    },
    day(locales, options) {
      return date(this, 'toLocaleDateString', locales, options);
    },
    time(locales, options) {
      return date(this, 'toLocaleTimeString', locales, options);
    },
    compare(that, locales, options) {
      const string = coerced(this, 'localeCompare');
      const other = text(that);
      return ask('Collator', 'compare', settingsOf('Collator', locales, options), string, other);
    },
    upper(locales) {
      return inCase(this, 'toLocaleUpperCase', locales);
    },
    lower(locales) {
      return inCase(this, 'toLocaleLowerCase', locales);
    },
  };

  function number(value, locales, options) {
    return ask('NumberFormat', 'format', settingsOf('NumberFormat', locales, options), value);
  }

  function coerced(value, method) {
    if (value === undefined || value === null) {
      throw new TypeError(`String.prototype.${method} called on null or undefined`);
    }
    return text(value);
  }

  function inCase(value, method, locales) {
    const string = coerced(value, method);
    return ask('String', method, settingsOf('Locale', locales), string);
  }

  function date(given, method, locales, options) {
    const value = apply(dateValue, given, []);
    return ask('Date', method, settingsOf('DateTimeFormat', locales, options), value);
  }
});
