'use strict';

// `cachedData`, `produceCachedData` and `createCachedData`, for scripts and compiled functions. The
// engine has no code cache that could be stored, so the data is a token: it names the version that
// made it and the SHA-256 of the source, and is accepted for the same source by the same version.
// Programs that store it, pass it back and watch `cachedDataRejected` work; no time is saved.

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

/**
 * Gives a script or a function the properties that tell what became of its cached data.
 * @param {object} target
 * @param {string} source
 * @param {{ cachedData: NodeJS.ArrayBufferView | undefined, produceCachedData: boolean }} options
 */
function applyCachedData(target, source, { cachedData, produceCachedData }) {
  if (cachedData === undefined && !produceCachedData) return;
  if (cachedData !== undefined) {
    Object.assign(target, { cachedDataRejected: !cachedDataMatches(cachedData, source) });
  }
  if (produceCachedData) {
    Object.assign(target, { cachedData: cachedDataFor(source), cachedDataProduced: true });
  }
}

module.exports = { applyCachedData, cachedDataFor, cachedDataMatches };
