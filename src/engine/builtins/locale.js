// The services of `Intl` that are the host's (ECMA-402); locale.rs has a guest compile this.
'use strict';

(function (intl, ask) {
  const { apply, construct, defineProperty, ownKeys } = Reflect;
  const { isFinite } = Number;
  const { parse, stringify } = JSON;
  const numberValue = Number.prototype.valueOf;
  const bigintValue = BigInt.prototype.valueOf;
  const dateValue = Date.prototype.getTime;
  const { now } = Date;

  /** The options that each service reads. */
  const OF_NUMBERS =
    'localeMatcher numberingSystem style currency currencyDisplay currencySign unit unitDisplay notation compactDisplay minimumIntegerDigits minimumFractionDigits maximumFractionDigits minimumSignificantDigits maximumSignificantDigits roundingIncrement roundingMode roundingPriority trailingZeroDisplay useGrouping signDisplay';
  const OF_DATES =
    'localeMatcher calendar numberingSystem hour12 hourCycle timeZone weekday era year month day dayPeriod hour minute second fractionalSecondDigits timeZoneName formatMatcher dateStyle timeStyle';
  const OPTIONS = {
    __proto__: null,
    NumberFormat: OF_NUMBERS.split(' '),
    DateTimeFormat: OF_DATES.split(' '),
    RelativeTimeFormat: ['localeMatcher', 'numberingSystem', 'style', 'numeric'],
    DisplayNames: ['localeMatcher', 'style', 'type', 'fallback', 'languageDisplay'],
  };

  const localesOf = (locales) => {
    if (locales === undefined) return undefined;
    if (locales === null) throw new TypeError('Cannot convert undefined or null to object');
    if (typeof locales === 'string' || locales instanceof intl.Locale) return [String(locales)];
    const list = [];
    const { length } = locales;
    for (let i = 0; i < length && i < 1000; i += 1) {
      const locale = locales[i];
      if (typeof locale !== 'string' && (typeof locale !== 'object' || locale === null)) {
        throw new TypeError('Language ID should be string or object.');
      }
      list[i] = String(locale);
    }
    return list;
  };

  // JSON has no NaN.
  const optionOf = (value) =>
    typeof value === 'boolean' || (typeof value === 'number' && isFinite(value))
      ? value
      : `${value}`;

  const settingsOf = (service, locales, options) => {
    if (options === null) throw new TypeError('Cannot convert undefined or null to object');
    const given = { __proto__: null };
    const list = localesOf(locales);
    const names = options === undefined ? [] : OPTIONS[service];
    for (let i = 0; i < names.length; i += 1) {
      const value = options[names[i]];
      if (value !== undefined) given[names[i]] = optionOf(value);
    }
    return stringify({ locales: list, options: given });
  };

  const hide = (object, name, value) =>
    defineProperty(object, name, { value, writable: true, configurable: true });

  // On an object that has the prototype of whoever was constructed.
  class Settings {
    #service;
    #settings;
    #bound;

    constructor(service, settings) {
      this.#service = service;
      this.#settings = settings;
    }

    static of(object, service, method) {
      if (
        typeof object !== 'object' ||
        object === null ||
        !(#service in object) ||
        object.#service !== service
      ) {
        throw new TypeError(
          `Method Intl.${service}.prototype.${method} called on incompatible receiver ${String(object)}`,
        );
      }
      return object.#settings;
    }

    static bound(object, make) {
      object.#bound ??= make();
      return object.#bound;
    }
  }

  const numeric = (value) =>
    typeof value === 'bigint' || typeof value === 'string' ? value : Number(value);
  const moment = (value) => (value === undefined ? now() : Number(value));
  const certain = (value) => {
    if (value === undefined) throw new TypeError('Invalid time value');
    return Number(value);
  };

  /** Of each service: whether it can be called, its `format`, and its methods' arguments. */
  const SERVICES = {
    __proto__: null,
    NumberFormat: {
      callable: true,
      bound: numeric,
      methods: {
        formatToParts: [numeric],
        formatRange: [numeric, numeric],
        formatRangeToParts: [numeric, numeric],
      },
    },
    DateTimeFormat: {
      callable: true,
      bound: moment,
      methods: {
        formatToParts: [moment],
        formatRange: [certain, certain],
        formatRangeToParts: [certain, certain],
      },
    },
    RelativeTimeFormat: { methods: { format: [Number, String], formatToParts: [Number, String] } },
    DisplayNames: { needsOptions: true, methods: { of: [String] } },
  };

  const isStructured = (method) =>
    method === 'resolvedOptions' || method === 'supportedLocalesOf' || method.endsWith('ToParts');

  const answer = (service, method, settings, ...args) => {
    const said = ask(service, method, settings, ...args);
    return isStructured(method) ? parse(said) : said;
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
    defineProperty(service, 'name', { value: name });
    defineProperty(service, 'length', { value: needsOptions ? 2 : 0 });
    const { prototype } = service;
    defineProperty(service, 'prototype', { writable: false });
    hide(prototype, 'constructor', service);
    defineProperty(prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
    const add = (method, body, length) => {
      defineProperty(body, 'length', { value: length });
      hide(prototype, method, body);
    };
    for (const method of ownKeys(methods)) {
      const kinds = methods[method];
      const { [method]: body } = {
        [method](...args) {
          const settings = Settings.of(this, name, method);
          const values = [];
          for (let i = 0; i < kinds.length; i += 1) values[i] = kinds[i](args[i]);
          return answer(name, method, settings, ...values);
        },
      };
      add(method, body, kinds.length);
    }
    const { resolvedOptions } = {
      resolvedOptions() {
        return answer(name, 'resolvedOptions', Settings.of(this, name, 'resolvedOptions'));
      },
    };
    add('resolvedOptions', resolvedOptions, 0);
    if (bound) {
      const accessor = {
        get format() {
          const settings = Settings.of(this, name, 'format');
          return Settings.bound(this, () => (value) => ask(name, 'format', settings, bound(value)));
        },
      };
      const { get } = Object.getOwnPropertyDescriptor(accessor, 'format');
      defineProperty(prototype, 'format', { get, configurable: true });
    }
    const { supportedLocalesOf } = {
      supportedLocalesOf(locales, options) {
        const settings = settingsOf(name, locales, options);
        return answer(name, 'supportedLocalesOf', settings);
      },
    };
    defineProperty(supportedLocalesOf, 'length', { value: 1 });
    hide(service, 'supportedLocalesOf', supportedLocalesOf);
    hide(intl, name, service);
  };

  for (const name of ownKeys(SERVICES)) makeService(name, SERVICES[name]);

  const { supportedValuesOf } = {
    supportedValuesOf: (key) => parse(ask('Intl', 'supportedValuesOf', '{}', `${key}`)),
  };
  hide(intl, 'supportedValuesOf', supportedValuesOf);

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
  };

  function number(value, locales, options) {
    return ask('NumberFormat', 'format', settingsOf('NumberFormat', locales, options), value);
  }

  function date(given, method, locales, options) {
    const value = apply(dateValue, given, []);
    return ask('Date', method, settingsOf('DateTimeFormat', locales, options), value);
  }
});
