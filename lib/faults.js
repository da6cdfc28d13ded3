'use strict';

// What an engine answers when it could not do what it was asked: a fault, which guest code has not thrown and
// cannot catch. lib/session.js throws what is read here.

const { create } = require('./errors.js');

/** The codes of a fault (src/engine/serve.rs). */
const Fault = Object.freeze({ Timeout: 1, Interrupted: 2, Host: 3, Malformed: 4, Memory: 5 });

/** @type {Record<number, (limit: number) => Error>} */
const ERRORS = {
  [Fault.Timeout]: (milliseconds) => create('ERR_SCRIPT_EXECUTION_TIMEOUT', milliseconds),
  [Fault.Interrupted]: () => create('ERR_SCRIPT_EXECUTION_INTERRUPTED'),
  [Fault.Host]: () => new RangeError('Maximum call stack size exceeded'),
  [Fault.Memory]: (bytes) => create('ERR_RSVM_MEMORY_LIMIT', bytes),
};

/**
 * @param {import('./wire/reader.js').Reader} reader at the body of a fault
 * @returns {Error}
 */
function readFault(reader) {
  const code = reader.word();
  const limit = reader.number();
  return ERRORS[code]?.(limit) ?? create('ERR_RSVM_PROTOCOL', reader.text());
}

module.exports = { readFault };
