'use strict';

// `cachedData`, `produceCachedData` and `createCachedData`, for scripts and compiled functions. The
// engine has no code cache that could be stored, so the data is a token: it names the version that
// made it and the SHA-256 of the source, and is accepted for the same source by the same version.
// Programs that store it, pass it back and watch `cachedDataRejected` work; no time is saved. lib/script.js,
// lib/api.js and lib/modules/source-text-module.js give it to what users have.

const { createHash } = require('node:crypto');
const { version } = require('../package.json');

// The engine's version is pinned by this package's version.
const HEADER = Buffer.from(`rsvm ${version}\0`);

/**
 * @param {string} source
 * @returns {Buffer}
 */
function cachedDataFor(source) {
  // UTF-16, because UTF-8 would make all lone surrogates the same.
  const hash = createHash('sha256').update(source, 'utf16le').digest();
  return Buffer.concat([HEADER, hash]);
}

/**
 * @param {NodeJS.ArrayBufferView} cachedData
 * @param {string} source
 * @returns {boolean} whether the data was made for this source, by this version
 */
function cachedDataMatches({ buffer, byteOffset, byteLength }, source) {
  return cachedDataFor(source).equals(new Uint8Array(buffer, byteOffset, byteLength));
}

/** @typedef {{ cachedData: NodeJS.ArrayBufferView | undefined, produceCachedData: boolean }} Options */

/**
 * Gives a script the properties that tell what became of its cached data.
 * @param {object} script
 * @param {string} source
 * @param {Options} options
 */
function applyCachedData(script, source, options) {
  Object.assign(script, rejection(source, options));
  if (!options.produceCachedData) return;
  Object.assign(script, { cachedData: cachedDataFor(source), cachedDataProduced: true });
}

/**
 * The same of a function, which Node tells in another order.
 * @param {object} compiled
 * @param {string} source
 * @param {Options} options
 */
function applyCachedDataToFunction(compiled, source, options) {
  if (options.produceCachedData) {
    Object.assign(compiled, { cachedDataProduced: true, cachedData: cachedDataFor(source) });
  }
  Object.assign(compiled, rejection(source, options));
}

/**
 * @param {string} source
 * @param {Options} options
 */
function rejection(source, { cachedData }) {
  if (cachedData === undefined) return undefined;
  return { cachedDataRejected: !cachedDataMatches(cachedData, source) };
}

module.exports = {
  applyCachedData,
  applyCachedDataToFunction,
  cachedDataFor,
  cachedDataMatches,
};
