'use strict';

// The checks of arguments and options, one function a type, each with the order of tests and the error that Node's
// own validator of that name has. lib/options.js, lib/own-options.js, lib/api.js, lib/sandbox.js and the modules'
// classes call them; they look at the value they are given, throw what lib/errors.js makes, and return nothing.

const { create } = require('./errors.js');

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {asserts value is string}
 */
function validateString(value, name) {
  if (typeof value !== 'string') throw create('ERR_INVALID_ARG_TYPE', name, 'string', value);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {asserts value is boolean}
 */
function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw create('ERR_INVALID_ARG_TYPE', name, 'boolean', value);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {asserts value is Function}
 */
function validateFunction(value, name) {
  if (typeof value !== 'function') throw create('ERR_INVALID_ARG_TYPE', name, 'Function', value);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {number} min
 * @param {number} [max]
 * @returns {asserts value is number}
 */
function validateInteger(value, name, min, max = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw create('ERR_INVALID_ARG_TYPE', name, 'number', value);
  if (!Number.isInteger(value)) throw create('ERR_OUT_OF_RANGE', name, 'an integer', value);
  if (value < min || value > max) {
    throw create('ERR_OUT_OF_RANGE', name, `>= ${min} && <= ${max}`, value);
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {asserts value is number}
 */
function validateInt32(value, name) {
  validateInteger(value, name, -(2 ** 31), 2 ** 31 - 1);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {boolean} [positive] 0 is refused too
 * @returns {asserts value is number}
 */
function validateUint32(value, name, positive = false) {
  validateInteger(value, name, positive ? 1 : 0, 2 ** 32 - 1);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {readonly unknown[]} allowed
 */
function validateOneOf(value, name, allowed) {
  if (allowed.includes(value)) return;
  const list = allowed.map((item) => (typeof item === 'string' ? `'${item}'` : String(item)));
  throw create('ERR_INVALID_ARG_VALUE', name, value, `must be one of: ${list.join(', ')}`);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {{ array?: boolean, nullable?: boolean }} [allow] what else passes
 * @returns {asserts value is Record<PropertyKey, any>}
 */
function validateObject(value, name, { array = false, nullable = false } = {}) {
  const refused =
    value === null ? !nullable : typeof value !== 'object' || (!array && Array.isArray(value));
  if (refused) throw create('ERR_INVALID_ARG_TYPE', name, 'Object', value);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {asserts value is unknown[]}
 */
function validateArray(value, name) {
  if (!Array.isArray(value)) throw create('ERR_INVALID_ARG_TYPE', name, 'Array', value);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {asserts value is NodeJS.ArrayBufferView}
 */
function validateBuffer(value, name) {
  if (!ArrayBuffer.isView(value)) {
    throw create('ERR_INVALID_ARG_TYPE', name, ['Buffer', 'TypedArray', 'DataView'], value);
  }
}

module.exports = {
  validateArray,
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
};
