// `Temporal`, whose operations are the host's (lib/temporal.js); a guest compiles this when it first
// wants it. All that is written here of its classes is what their methods read of an argument: bags
// are read in the guest, so that its getters run nowhere else, in the order that V8 has.
'use strict';

(function (
  { BigInt, Date, JSON, Number, Object, RangeError, Reflect, String, Symbol, TypeError },
  ask,
) {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { is, setPrototypeOf } = Object;
  const { isFinite } = Number;
  const { parse, stringify } = JSON;
  const { toPrimitive } = Symbol;
  const toBigInt = BigInt;
  const toNumber = Number;
  const toText = String;
  const { getTime } = Date.prototype;

  const OF_DATES = 'calendar day era eraYear month monthCode year';
  const OF_TIMES = 'hour microsecond millisecond minute nanosecond second';
  const OF_BOTH =
    'calendar day era eraYear hour microsecond millisecond minute month monthCode nanosecond second year';
  const OF_ZONED =
    'calendar day era eraYear hour microsecond millisecond minute month monthCode nanosecond offset second timeZone year';
  const UNITS =
    'days hours microseconds milliseconds minutes months nanoseconds seconds weeks years';
  const OF_DIFFERENCES = 'largestUnit roundingIncrement roundingMode smallestUnit';
  const OF_ROUNDING = 'roundingIncrement roundingMode smallestUnit';
  const OF_TEXTS = 'fractionalSecondDigits roundingMode smallestUnit';
  const OF_FORMATS =
    'localeMatcher calendar numberingSystem hour12 hourCycle timeZone weekday era year month day dayPeriod hour minute second fractionalSecondDigits timeZoneName formatMatcher dateStyle timeStyle';
  const OF_DURATION_FORMATS =
    'localeMatcher numberingSystem style years yearsDisplay months monthsDisplay weeks weeksDisplay days daysDisplay hours hoursDisplay minutes minutesDisplay seconds secondsDisplay milliseconds millisecondsDisplay microseconds microsecondsDisplay nanoseconds nanosecondsDisplay fractionalDigits';

  const isObject = (value) =>
    (typeof value === 'object' && value !== null) || typeof value === 'function';

  // Without a prototype, as JSON would ask that for `toJSON`, and a setter there take the items.
  const list = (...items) => setPrototypeOf(items, null);

  // On an object that has the prototype of whoever was constructed.
  class State {
    #name;
    #text;

    constructor(name, text) {
      this.#name = name;
      this.#text = text;
    }

    /** What the host is told of an object, if it is one of ours. */
    static of(object) {
      return isObject(object) && #name in object ? list(object.#name, object.#text) : undefined;
    }
  }

  /** ToPrimitive (ECMA-262, 7.1.1) */
  const primitiveOf = (value, hint) => {
    if (!isObject(value)) return value;
    const exotic = value[toPrimitive];
    if (exotic !== undefined && exotic !== null) {
      const made = apply(exotic, value, [hint]);
      if (!isObject(made)) return made;
    } else {
      for (let i = 0; i < 2; i += 1) {
        const method = (hint === 'string') === (i === 0) ? value.toString : value.valueOf;
        const made = typeof method === 'function' ? apply(method, value, []) : value;
        if (!isObject(made)) return made;
      }
    }
    throw new TypeError('Cannot convert object to primitive value');
  };

  // What JSON has not is a list of what it is and how it is written.
  const primitive = (value) => {
    switch (typeof value) {
      case 'undefined':
        return list('undefined', '');
      case 'bigint':
        return list('bigint', `${value}`);
      case 'symbol':
        return list('symbol', '');
      case 'number':
        if (is(value, -0)) return list('number', '-0');
        return isFinite(value) ? value : list('number', `${value}`);
      default:
        return value;
    }
  };

  const number = (value) => primitive(primitiveOf(value, 'number'));
  const text = (value) => primitive(primitiveOf(value, 'string'));
  const orOurs = (otherwise) => (value) => {
    if (!isObject(value)) return primitive(value);
    return State.of(value) ?? otherwise(value);
  };
  /** A calendar or a time zone: no other object is one. */
  const identifier = orOurs(() => list('bag', { __proto__: null }));
  const instant = orOurs(text);

  /** How properties are read that are no texts. */
  const PROPERTIES = { __proto__: null };
  const property = (name, value) => (PROPERTIES[name] ?? text)(value);

  const isIso = (calendar) =>
    calendar === undefined || calendar === 'iso8601' || calendar === 'ISO8601';

  /** Reads the properties that have names; eras only of calendars that may have them. */
  const bag = (names) =>
    orOurs((value) => {
      const read = { __proto__: null };
      let hasEras = false;
      for (let i = 0; i < names.length; i += 1) {
        const name = names[i];
        if ((name === 'era' || name === 'eraYear') && !hasEras) continue;
        const found = value[name];
        if (name === 'calendar') hasEras = !isIso(found);
        if (found !== undefined) read[name] = property(name, found);
      }
      return list('bag', read);
    });
  const split = (names) => names.split(' ');
  const named = (names) => bag(split(names));

  /** What is given in part: what must not be given comes first, and eras are read. */
  const part = (names) => {
    const fields = split(names).filter((name) => name !== 'calendar' && name !== 'timeZone');
    const read = ['calendar', 'timeZone'].concat(fields);
    return orOurs((value) => {
      const given = { __proto__: null };
      for (let i = 0; i < read.length; i += 1) {
        const found = value[read[i]];
        if (found === undefined) continue;
        given[read[i]] = property(read[i], found);
        // The host refuses it, and has not read the others.
        if (i < 2) break;
      }
      return list('bag', given);
    });
  };

  /** Options as a service of `Intl` reads them; JSON has true and false for these. */
  const format = (names) => {
    const read = split(names);
    return (value) => {
      if (!isObject(value)) return primitive(value);
      const given = { __proto__: null };
      for (let i = 0; i < read.length; i += 1) {
        const option = value[read[i]];
        if (option !== undefined) given[read[i]] = text(option);
      }
      return list('bag', given);
    };
  };

  const localeOf = (locale) => {
    if (typeof locale === 'string') return locale;
    if (!isObject(locale)) throw new TypeError('Language ID should be string or object.');
    return `${locale}`;
  };
  const locales = (value) => {
    if (!isObject(value)) return primitive(value);
    const { length } = value;
    // An Intl.Locale.
    if (length === undefined && typeof value.baseName === 'string') return localeOf(value);
    const given = list();
    for (let i = 0; i < length && i < 1000; i += 1) given[i] = localeOf(value[i]);
    return list('list', given);
  };

  /** Of an argument of which nothing is known: a later V8's. */
  const MOST_NESTED = 4;
  const anything = (value, depth = 0) => {
    if (typeof value === 'function') throw new TypeError('A function is no option');
    return orOurs((object) => {
      if (depth === MOST_NESTED) throw new TypeError('The options are nested too deeply');
      const read = { __proto__: null };
      for (const name in object) read[name] = anything(object[name], depth + 1);
      return list('bag', read);
    })(value);
  };

  const DURATION = named(UNITS);
  const ROUNDING = named(OF_ROUNDING);
  const DIFFERENCE = named(OF_DIFFERENCES);
  const OVERFLOW = named('overflow');
  const FIELDS = {
    __proto__: null,
    PlainDate: OF_DATES,
    PlainTime: OF_TIMES,
    PlainDateTime: OF_BOTH,
    ZonedDateTime: OF_ZONED,
    Duration: UNITS,
    PlainYearMonth: 'calendar era eraYear month monthCode year',
    PlainMonthDay: OF_DATES,
  };
  const ZONED = named(OF_ZONED);
  const TIME = named(OF_TIMES);

  PROPERTIES.calendar = identifier;
  PROPERTIES.timeZone = identifier;
  PROPERTIES.relativeTo = ZONED;
  PROPERTIES.plainTime = TIME;
  PROPERTIES.roundingIncrement = number;
  for (const name of split(`day eraYear month year ${OF_TIMES} ${UNITS}`)) {
    PROPERTIES[name] = number;
  }

  const textOf = (name) => {
    if (name === 'PlainDateTime') return named(`calendarName ${OF_TEXTS}`);
    if (name === 'Instant') return named(`${OF_TEXTS} timeZone`);
    if (name === 'ZonedDateTime') {
      return named(
        'calendarName fractionalSecondDigits offset roundingMode smallestUnit timeZoneName',
      );
    }
    const hasTime = name === 'PlainTime' || name === 'Duration';
    return named(hasTime ? OF_TEXTS : 'calendarName');
  };

  /** What the methods take that several classes have, by `thing`, which is one of the class. */
  const methodsOf = (name, thing) => {
    const isDuration = name === 'Duration';
    const isZoned = name === 'ZonedDateTime';
    const given = isZoned ? named('disambiguation offset overflow') : OVERFLOW;
    return {
      __proto__: null,
      from: isDuration || name === 'Instant' ? [thing] : [thing, given],
      compare: isDuration ? [thing, thing, named('relativeTo')] : [thing, thing],
      with: isDuration ? [thing] : [part(FIELDS[name] ?? ''), given],
      add:
        name === 'PlainTime' || name === 'Instant' || isDuration ? [DURATION] : [DURATION, given],
      until: [thing, DIFFERENCE],
      equals: [thing],
      round: isDuration
        ? [named('largestUnit relativeTo roundingIncrement roundingMode smallestUnit')]
        : [ROUNDING],
      total: [named('relativeTo unit')],
      toString: [textOf(name)],
      toLocaleString: [locales, format(isDuration ? OF_DURATION_FORMATS : OF_FORMATS)],
      fromEpochMilliseconds: [number],
      fromEpochNanoseconds: [number],
      toPlainDateTime: [TIME],
      withPlainTime: [TIME],
      withCalendar: [identifier],
      withTimeZone: [identifier],
      toZonedDateTimeISO: [identifier],
      getTimeZoneTransition: [named('direction')],
    };
  };

  /** What a class alone takes, or takes otherwise than the others. */
  const adjust = (name, methods) => {
    // Only what can be overflown is asked how.
    if (name === 'ZonedDateTime') methods.add = [DURATION, OVERFLOW];
    methods.subtract = methods.add;
    methods.since = methods.until;
    if (name === 'PlainDate') methods.toZonedDateTime = [named('timeZone plainTime')];
    if (name === 'PlainDateTime') methods.toZonedDateTime = [identifier, named('disambiguation')];
    if (name === 'PlainYearMonth') methods.toPlainDate = [named('day')];
    if (name === 'PlainMonthDay') methods.toPlainDate = [named('year')];
    return methods;
  };

  /** What constructors take besides numbers: at these places, names. */
  const NAMES_AT = {
    __proto__: null,
    PlainDate: [3],
    PlainDateTime: [9],
    ZonedDateTime: [1, 2],
    PlainYearMonth: [2],
    PlainMonthDay: [2],
  };
  const MOST_NUMBERS = 10;
  const constructorOf = (name) => {
    const takes = [];
    for (let i = 0; i < MOST_NUMBERS; i += 1) takes[i] = number;
    for (const at of NAMES_AT[name] ?? []) takes[at] = identifier;
    return takes;
  };

  const classes = { __proto__: null };

  const answerOf = (said) => {
    if (!isObject(said)) return said;
    const kind = said[0];
    if (kind === 'undefined') return undefined;
    if (kind === 'bigint') return toBigInt(said[1]);
    if (kind === 'number') return toNumber(said[1]);
    return construct(State, [kind, said[1]], classes[kind]);
  };

  const perform = (kind, owner, name, takes, args, self) => {
    const given = list();
    for (let i = 0; i < takes.length && i < args.length; i += 1) given[i] = takes[i](args[i]);
    const asked = { __proto__: null, class: owner, kind, name, self, args: given };
    return parse(ask('Temporal', 'perform', '{}', stringify(asked)));
  };

  const receiver = (object, owner, name) => {
    const known = State.of(object);
    if (known === undefined || known[0] !== owner) {
      const shown = isObject(object) ? '#<Object>' : toText(object);
      throw new TypeError(
        `Method Temporal.${owner}.prototype.${name} called on incompatible receiver ${shown}`,
      );
    }
    return known;
  };
  const hide = (object, name, value) =>
    defineProperty(object, name, { value, writable: true, configurable: true });
  const tag = (object, value) =>
    defineProperty(object, Symbol.toStringTag, { value, configurable: true });
  const define = (object, name, body, length) => {
    defineProperty(body, 'length', { value: length });
    hide(object, name, body);
  };

  const makeStatic = (kind, holder, owner, [name, length], takes) => {
    const { [name]: body } = {
      [name](...args) {
        return answerOf(perform(kind, owner, name, takes, args));
      },
    };
    define(holder, name, body, length);
  };

  const makeMethod = (prototype, owner, name, length, takes) => {
    const { [name]: body } = {
      [name](...args) {
        const self = receiver(this, owner, name);
        return answerOf(perform('call', owner, name, takes, args, self));
      },
    };
    define(prototype, name, body, length);
  };

  const makeGetter = (prototype, owner, name) => {
    const none = [];
    const holder = {
      get [name]() {
        const self = receiver(this, owner, name);
        return answerOf(perform('get', owner, name, none, none, self));
      },
    };
    const { get } = getOwnPropertyDescriptor(holder, name);
    defineProperty(prototype, name, { get, configurable: true });
  };

  /** What a method takes; of one that is not known, what it is given. */
  const UNKNOWN = [anything, anything, anything];
  const takenBy = (methods, name, length) => {
    if (methods[name] !== undefined) return methods[name];
    return length === 0 ? [] : UNKNOWN;
  };

  const makeClass = ({ name, length, statics, members }) => {
    const takes = constructorOf(name);
    const made = function (...args) {
      if (new.target === undefined) {
        throw new TypeError(`Method invoked on an object that is not Temporal.${name}.`);
      }
      const said = perform('new', name, '', takes, args);
      return construct(State, [name, said[1]], new.target);
    };
    defineProperty(made, 'name', { value: name });
    defineProperty(made, 'length', { value: length });
    defineProperty(made, 'prototype', { writable: false });
    classes[name] = made;
    const thing = name === 'Instant' ? instant : named(FIELDS[name] ?? '');
    const methods = adjust(name, methodsOf(name, thing));
    for (const [member, count] of statics) {
      const taken = takenBy(methods, member, count);
      makeStatic('static', made, name, [member, count], taken);
    }
    for (const [member, count] of members) {
      if (count === null) makeGetter(made.prototype, name, member);
      else makeMethod(made.prototype, name, member, count, takenBy(methods, member, count));
    }
    tag(made.prototype, `Temporal.${name}`);
    return made;
  };

  const makeNow = ({ name, statics }) => {
    const now = {};
    for (const each of statics) {
      const [member] = each;
      const takes = member === 'instant' || member === 'timeZoneId' ? [] : [identifier];
      makeStatic('now', now, name, each, takes);
    }
    tag(now, 'Temporal.Now');
    return now;
  };

  const Temporal = {};
  for (const shape of parse(ask('Temporal', 'shape', '{}'))) {
    hide(Temporal, shape.name, shape.name === 'Now' ? makeNow(shape) : makeClass(shape));
  }
  tag(Temporal, 'Temporal');

  const { toTemporalInstant } = {
    toTemporalInstant() {
      const time = apply(getTime, this, []);
      if (is(time, NaN)) {
        throw new RangeError(
          'The number NaN cannot be converted to a BigInt because it is not an integer',
        );
      }
      return answerOf(perform('static', 'Instant', 'fromEpochMilliseconds', [number], [time]));
    },
  };

  return { __proto__: null, Temporal, toTemporalInstant };
});
