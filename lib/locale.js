'use strict';

// What is said in a language, for guests, whose engine has no services for it: they have the host's.
// These are asked with primitives and settings as JSON (src/engine/builtins/locale.js), and only what
// is listed here is done. lib/operations.js calls this.

const temporal = require('./temporal.js');

/** How many formatters are kept: making one takes 20 to 100 µs. */
const MOST_KEPT = 64;
/** A longer number than this is not formatted: that takes longer than in proportion. */
const LONGEST_NUMBER = 1 << 12;
/** And no longer text: what is done with one takes as long as the text, 20 ms for this. */
const LONGEST_TEXT = 1 << 20;

/** And none with more marks on one letter is compared: that takes the square of their number. */
const MOST_MARKS = 1 << 8;

/** V8 copies the whole text for each segment that it finds: 32,000 of 65,000 units took 850 MB. */
const LONGEST_DIVIDED = 1 << 13;
/** Longer settings are nobody's: they are kept, and a locale takes the square of its length. */
const LONGEST_SETTINGS = 1 << 10;

const FORMATTING = ['format', 'formatRange', 'formatToParts', 'formatRangeToParts'];

/** The methods of each service, besides those that all have. */
const SERVICES = new Map([
  ['Collator', ['compare']],
  ['NumberFormat', FORMATTING],
  ['DateTimeFormat', FORMATTING],
  ['RelativeTimeFormat', ['format', 'formatToParts']],
  ['DisplayNames', ['of']],
  ['PluralRules', ['select', 'selectRange']],
  ['ListFormat', ['format', 'formatToParts']],
  ['DurationFormat', ['format', 'formatToParts']],
  ['Segmenter', []],
]);

/** Services whose methods take what is no primitive, as JSON. */
const TAKES_STRUCTURE = ['ListFormat', 'DurationFormat'];

/** The formatters made last, the oldest first. @type {Map<string, any>} */
const kept = new Map();

/** @type {any} */
const services = Intl;

/**
 * @param {string} service
 * @param {string} settings
 * @returns {any}
 */
function formatter(service, settings) {
  const key = `${service} ${settings}`;
  let found = kept.get(key);
  if (found === undefined) {
    const { locales, options } = JSON.parse(settings);
    found = new services[service](locales, options);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  } else {
    kept.delete(key);
  }
  kept.set(key, found);
  return found;
}

/**
 * @param {unknown} value
 * @returns {unknown}
 * @throws {TypeError | RangeError} for what is no primitive, or too long
 */
function checked(value) {
  if (typeof value === 'object' || typeof value === 'function') {
    throw new TypeError('not a primitive');
  }
  if (typeof value === 'bigint' && BigInt.asIntN(LONGEST_NUMBER, value) !== value) {
    throw new RangeError('The number is too long to be formatted');
  }
  if (typeof value === 'string' && value.length > LONGEST_TEXT) {
    throw new RangeError('The text is too long');
  }
  return value;
}

/**
 * @param {unknown} text
 * @throws {RangeError} if a letter of it has more marks than anybody reads
 */
function checkMarks(text) {
  if (typeof text !== 'string' || text.length <= MOST_MARKS) return;
  const isOverloaded = text.match(/\p{M}+/gu)?.some((marks) => marks.length > MOST_MARKS);
  if (isOverloaded) throw new RangeError('The text has too many marks on one letter');
}

/**
 * What a locale says of itself: the names of its getters, and of the methods that take nothing.
 * @returns {{ getters: string[], methods: string[] }}
 */
function membersOfLocale() {
  /** @type {{ getters: string[], methods: string[] }} */
  const members = { getters: [], methods: [] };
  const { prototype } = Intl.Locale;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (property?.get) members.getters.push(name);
    else if (name !== 'constructor' && property?.value.length === 0) members.methods.push(name);
  }
  return members;
}

const membersOf = membersOfLocale();

/**
 * @param {string} method
 * @param {string} settings
 * @returns {unknown} a text for what is a locale again, and JSON for everything else
 */
function ofLocale(method, settings) {
  if (method === 'members') return JSON.stringify(membersOf);
  const locale = formatter('Locale', settings);
  if (membersOf.getters.includes(method)) return JSON.stringify(locale[method]);
  if (!membersOf.methods.includes(method)) throw new TypeError('no such method');
  const said = locale[method]();
  const isLocale = method === 'toString' || said instanceof Intl.Locale;
  return isLocale ? String(said) : JSON.stringify(said);
}

/**
 * @param {'toLocaleString' | 'toLocaleDateString' | 'toLocaleTimeString' | 'toTimeString'} method
 * @returns {(settings: string, time: any) => string}
 */
function ofDate(method) {
  return (settings, time) => {
    const { locales, options } = JSON.parse(settings);
    return new Date(time)[method](locales, options);
  };
}

/**
 * @param {string} settings
 * @param {string} text
 * @returns {string} the ends of the segments, and whether each is like a word, as JSON
 */
function divide(settings, text) {
  if (text.length > LONGEST_DIVIDED) throw new RangeError('The text is too long');
  const found = [];
  for (const { segment, index, isWordLike } of formatter('Segmenter', settings).segment(text)) {
    found.push([index + segment.length, isWordLike]);
  }
  return JSON.stringify(found);
}

/** @typedef {(settings: string, ...args: any[]) => unknown} Answer */

/** What is asked of no service. @type {[string, Answer][]} */
const ANSWERS = [
  ['Date toLocaleString', ofDate('toLocaleString')],
  ['Date toLocaleDateString', ofDate('toLocaleDateString')],
  ['Date toLocaleTimeString', ofDate('toLocaleTimeString')],
  ['Date toTimeString', ofDate('toTimeString')],
  ['Date parse', (_, text) => Date.parse(text)],
  ['Intl services', () => JSON.stringify(Object.getOwnPropertyNames(Intl))],
  ['Intl supportedValuesOf', (_, key) => JSON.stringify(Intl.supportedValuesOf(key))],
  [
    'Intl getCanonicalLocales',
    (settings) => JSON.stringify(Intl.getCanonicalLocales(JSON.parse(settings).locales)),
  ],
  [
    'String toLocaleUpperCase',
    (settings, text) => text.toLocaleUpperCase(JSON.parse(settings).locales),
  ],
  [
    'String toLocaleLowerCase',
    (settings, text) => text.toLocaleLowerCase(JSON.parse(settings).locales),
  ],
  ['Segmenter divide', divide],
  ['Temporal shape', temporal.shape],
  ['Temporal perform', (_, json) => temporal.perform(json)],
];
const OTHERS = new Map(ANSWERS);

/**
 * Does what a guest asks of a service of `Intl`.
 * @param {unknown[]} asked the service, the method, the settings as JSON, and what it is called with
 * @returns {unknown} a text, or JSON for what is no text
 * @throws {RangeError | TypeError} as the service does
 */
function say(asked) {
  const [service, method, settings, ...given] = asked;
  let args = given.map(checked);
  if (typeof service !== 'string' || typeof method !== 'string' || typeof settings !== 'string') {
    throw new TypeError('malformed question');
  }
  if (settings.length > LONGEST_SETTINGS) throw new RangeError('The locale or option is too long');
  if (service === 'Locale') return ofLocale(method, settings);
  const other = OTHERS.get(`${service} ${method}`);
  if (other !== undefined) return other(settings, ...args);
  const methods = SERVICES.get(service);
  if (methods === undefined) throw new TypeError('no such service');
  if (method === 'supportedLocalesOf') {
    const { locales, options } = JSON.parse(settings);
    return JSON.stringify(services[service].supportedLocalesOf(locales ?? [], options));
  }
  if (method !== 'resolvedOptions' && !methods.includes(method)) {
    throw new TypeError('no such method');
  }
  if (service === 'NumberFormat') args.forEach(checkLength);
  if (service === 'Collator') args.forEach(checkMarks);
  if (TAKES_STRUCTURE.includes(service)) args = args.map((text) => JSON.parse(String(text)));
  const said = formatter(service, settings)[method](...args);
  return typeof said === 'object' ? JSON.stringify(said) : said;
}

/**
 * @param {unknown} value
 * @throws {RangeError} for a number that is written at length
 */
function checkLength(value) {
  if (typeof value === 'string' && value.length > LONGEST_NUMBER) {
    throw new RangeError('The text is too long to be formatted');
  }
}

module.exports = { say };
