'use strict';

// What is said in a language, for guests: their engine's own services know a part of the options. It is
// asked with primitives and settings as JSON (src/engine/builtins/locale.js), and only what is listed
// here is done. lib/operations.js calls this.

/** How many formatters are kept: making one takes 20 to 100 µs. */
const MOST_KEPT = 64;
/** A longer number than this is not formatted: that takes longer than in proportion. */
const LONGEST = 1 << 12;

const FORMATTING = ['format', 'formatRange', 'formatToParts', 'formatRangeToParts'];

/** The methods of each service, besides those that all have. */
const SERVICES = new Map([
  ['NumberFormat', FORMATTING],
  ['DateTimeFormat', FORMATTING],
  ['RelativeTimeFormat', ['format', 'formatToParts']],
  ['DisplayNames', ['of']],
]);

const OF_DATES = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toTimeString'];

/** The formatters made last, the oldest first. @type {Map<string, any>} */
const kept = new Map();

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
    found = new /** @type {any} */ (Intl)[service](locales, options);
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
  if (typeof value === 'bigint' && BigInt.asIntN(LONGEST, value) !== value) {
    throw new RangeError('The number is too long to be formatted');
  }
  if (typeof value === 'string' && value.length > LONGEST) {
    throw new RangeError('The text is too long to be formatted');
  }
  return value;
}

/**
 * Does what a guest asks of a service of `Intl`.
 * @param {unknown[]} asked the service, the method, the settings as JSON, and what it is called with
 * @returns {unknown} a text, or JSON for what is no text
 * @throws {RangeError | TypeError} as the service does
 */
function say(asked) {
  const [service, method, settings, ...given] = asked;
  const args = given.map(checked);
  if (typeof service !== 'string' || typeof method !== 'string' || typeof settings !== 'string') {
    throw new TypeError('malformed question');
  }
  if (service === 'Date' && OF_DATES.includes(method)) {
    const { locales, options } = JSON.parse(settings);
    return /** @type {any} */ (new Date(/** @type {number} */ (args[0])))[method](locales, options);
  }
  if (service === 'Date' && method === 'parse') {
    return Date.parse(/** @type {string} */ (args[0]));
  }
  if (service === 'Intl' && method === 'supportedValuesOf') {
    return JSON.stringify(Intl.supportedValuesOf(/** @type {any} */ (args[0])));
  }
  const methods = SERVICES.get(service);
  if (methods === undefined) throw new TypeError('no such service');
  if (method === 'supportedLocalesOf') {
    const { locales, options } = JSON.parse(settings);
    return JSON.stringify(
      /** @type {any} */ (Intl)[service].supportedLocalesOf(locales ?? [], options),
    );
  }
  if (method !== 'resolvedOptions' && !methods.includes(method)) {
    throw new TypeError('no such method');
  }
  const said = formatter(service, settings)[method](...args);
  return typeof said === 'object' ? JSON.stringify(said) : said;
}

module.exports = { say };
