'use strict';

// `Temporal` for guests, whose engine has none: its values cross as data, for they never change
// (src/engine/builtins/temporal.js), and nothing is done but what the host's classes had when this
// was loaded. lib/locale.js calls this.

/** Longer questions are nobody's. */
const LONGEST_QUESTION = 1 << 16;
/** A constructor takes ten. */
const MOST_ARGUMENTS = 16;
/** A bag within options, and one more. */
const MOST_NESTED = 6;

/**
 * Calendars whose months V8 counts one after the other, at 50 µs each: what is asked of them is
 * about some thousand years, or the host would be busy for minutes.
 */
const SLOW_CALENDAR = /chinese|dangi/i;
const FIRST_YEAR = 1000;
const LAST_YEAR = 3000;
const MOST_DAYS = 366 * (LAST_YEAR - FIRST_YEAR);

/** @typedef {{ name: string, length?: number, statics: [string, number][], members: [string, number | null][] }} Shape */
/** @typedef {(self: any, args: any[]) => unknown} Operation */

/** @type {{ Temporal?: any }} */
const { Temporal } = /** @type {any} */ (globalThis);

/** What there is of each class, in the order in which V8 has it. @type {Shape[]} */
const shapes = [];
/** @type {Map<string, any>} */
const classes = new Map();
/** By kind, class and name. @type {Map<string, Operation>} */
const operations = new Map();

/**
 * @param {string} name
 * @param {any} owner a class, or `Temporal.Now`
 */
function addStatics(name, owner) {
  const kind = name === 'Now' ? 'now' : 'static';
  /** @type {[string, number][]} */
  const statics = [];
  for (const key of Object.getOwnPropertyNames(owner)) {
    const method = Object.getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof method !== 'function') continue;
    statics.push([key, method.length]);
    operations.set(`${kind} ${name} ${key}`, (_, args) => Reflect.apply(method, owner, args));
  }
  return statics;
}

/**
 * @param {string} name
 * @param {any} prototype
 */
function addMembers(name, prototype) {
  /** @type {[string, number | null][]} */
  const members = [];
  for (const key of Object.getOwnPropertyNames(prototype)) {
    if (key === 'constructor') continue;
    const { get, value } = Object.getOwnPropertyDescriptor(prototype, key) ?? {};
    if (get !== undefined) {
      members.push([key, null]);
      operations.set(`get ${name} ${key}`, (self) => Reflect.apply(get, self, []));
    } else if (typeof value === 'function') {
      members.push([key, value.length]);
      operations.set(`call ${name} ${key}`, (self, args) => Reflect.apply(value, self, args));
    }
  }
  return members;
}

for (const name of Temporal === undefined ? [] : Object.getOwnPropertyNames(Temporal)) {
  const owner = Temporal[name];
  const statics = name === 'prototype' ? [] : addStatics(name, owner);
  if (typeof owner === 'function') {
    const members = addMembers(name, owner.prototype);
    shapes.push({ name, length: owner.length, statics, members });
    classes.set(name, owner);
    operations.set(`new ${name} `, (_, args) => Reflect.construct(owner, args));
  } else {
    shapes.push({ name, statics, members: [] });
  }
}

const WITH_CALENDAR = { calendarName: 'always' };
const UNITS =
  'years months weeks days hours minutes seconds milliseconds microseconds nanoseconds'.split(' ');

/**
 * What makes another of a kind again: a text, or what the constructor takes as JSON, where a text
 * would lose the day that a month is kept as, merge units, or round an offset.
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
function textOf(name, value) {
  switch (name) {
    case 'Duration':
      return JSON.stringify(UNITS.map((unit) => value[unit]));
    case 'ZonedDateTime':
      return JSON.stringify([String(value.epochNanoseconds), value.timeZoneId, value.calendarId]);
    case 'PlainYearMonth':
    case 'PlainMonthDay': {
      const [, year, month, day] =
        /^([+-]?\d+)-(\d+)-(\d+)/.exec(value.toString(WITH_CALENDAR)) ?? [];
      const [first, second, last] =
        name === 'PlainMonthDay' ? [month, day, year] : [year, month, day];
      return JSON.stringify([Number(first), Number(second), value.calendarId, Number(last)]);
    }
    default:
      return value.toString(WITH_CALENDAR);
  }
}

/**
 * @param {string} name
 * @param {unknown} text
 * @returns {any}
 */
function valueOf(name, text) {
  const made = classes.get(name);
  if (made === undefined || typeof text !== 'string') throw new TypeError('malformed value');
  if (!text.startsWith('[')) return made.from(text);
  const args = JSON.parse(text);
  if (name === 'ZonedDateTime') args[0] = BigInt(args[0]);
  return Reflect.construct(made, args);
}

/**
 * What a guest has encoded.
 * @param {any} value
 * @param {number} [depth]
 * @returns {any}
 */
function decoded(value, depth = 0) {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value) || depth > MOST_NESTED) throw new TypeError('malformed value');
  const [kind, content] = value;
  switch (kind) {
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(content);
    case 'number':
      return Number(content);
    case 'symbol':
      return Symbol('guest');
    case 'list':
      return Array.from(content, String);
    case 'bag': {
      const bag = Object.create(null);
      for (const name of Object.keys(content)) bag[name] = decoded(content[name], depth + 1);
      return bag;
    }
    default:
      return valueOf(kind, content);
  }
}

/**
 * @param {unknown} value
 * @returns {unknown} what JSON can say
 */
function encoded(value) {
  switch (typeof value) {
    case 'undefined':
      return ['undefined', ''];
    case 'bigint':
      return ['bigint', String(value)];
    case 'number': {
      if (Object.is(value, -0)) return ['number', '-0'];
      return Number.isFinite(value) ? value : ['number', String(value)];
    }
    case 'string':
    case 'boolean':
      return value;
    default:
      return value === null ? null : encodedObject(value);
  }
}

/**
 * @param {any} value
 * @returns {[string, string]}
 */
function encodedObject(value) {
  for (const [name, made] of classes) {
    if (value instanceof made) return [name, textOf(name, value)];
  }
  throw new TypeError('no value of Temporal');
}

/**
 * @param {any} date
 * @throws {RangeError}
 */
function checkYear(date) {
  const year = Number.parseInt(date.toString(WITH_CALENDAR), 10);
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    throw new RangeError('The calendar is too slow for so many months');
  }
}

/**
 * @param {any} given
 * @throws {RangeError}
 */
function checkDuration(given) {
  const { years, months, weeks, days, hours, minutes, seconds, ...rest } = Object.fromEntries(
    UNITS.map((unit) => [unit, Math.abs(Temporal.Duration.from(given)[unit])]),
  );
  const { milliseconds, microseconds, nanoseconds } = rest;
  const short = seconds + milliseconds / 1e3 + microseconds / 1e6 + nanoseconds / 1e9;
  const whole = years * 366 + months * 31 + weeks * 7 + days;
  if (whole + hours / 24 + minutes / 1440 + short / 86400 > MOST_DAYS) {
    throw new RangeError('The calendar is too slow for so many months');
  }
}

/**
 * What would keep the host busy is refused.
 * @param {string} owner
 * @param {string} name
 * @param {any} self
 * @param {any[]} args
 */
function checkEffort(owner, name, self, args) {
  if (name === 'until' || name === 'since') {
    if (!SLOW_CALENDAR.test(self?.calendarId)) return;
    checkYear(self);
    checkYear(classes.get(owner).from(args[0]));
  } else if (owner === 'Duration' && (name === 'round' || name === 'total')) {
    checkDuration(self);
    const relativeTo = args[0]?.relativeTo;
    if (relativeTo !== undefined) checkYear(Temporal.PlainDate.from(relativeTo));
  } else if (owner === 'Duration' && name === 'compare') {
    args.slice(0, 2).forEach(checkDuration);
  }
}

/** @returns {string} */
function shape() {
  return JSON.stringify(shapes);
}

/**
 * Does what a guest's `Temporal` is asked to.
 * @param {unknown} json
 * @returns {string} JSON
 * @throws {RangeError | TypeError} as `Temporal` does
 */
function perform(json) {
  if (typeof json !== 'string') throw new TypeError('malformed question');
  if (json.length > LONGEST_QUESTION) throw new RangeError('The text or number is too long');
  const asked = JSON.parse(json);
  const { class: owner, kind, name, self, args } = asked;
  const operation = operations.get(`${kind} ${owner} ${name}`);
  if (operation === undefined) throw new TypeError('no such operation');
  if (!Array.isArray(args) || args.length > MOST_ARGUMENTS) {
    throw new TypeError('malformed question');
  }
  const receiver = self === undefined ? undefined : decoded(self);
  const values = args.map((value) => decoded(value));
  // Once more written by the host, as an escape would hide a name.
  const said = json.includes('\\u') ? JSON.stringify(asked) : json;
  if (SLOW_CALENDAR.test(said)) checkEffort(owner, name, receiver, values);
  return JSON.stringify(encoded(operation(receiver, values)));
}

module.exports = { perform, shape };
