'use strict';

// Node's option --disable-proto, which holds for every realm: what a new context has of
// `Object.prototype.__proto__`. It is asked of Node itself, for this realm's may have been changed by
// any code, and only where this realm's is not as it comes.

const { runInNewContext } = require('node:vm');
const native = require('./native.js');

const DELETE = 'delete Object.prototype.__proto__';

// Bound functions have no text.
const THROW = `{
  const disallow = () => {
    const words = 'Accessing Object.prototype.__proto__ has been disallowed with';
    const error = new Error(words + ' --disable-proto=throw');
    error.code = 'ERR_PROTO_ACCESS';
    throw error;
  };
  const get = disallow.bind();
  const set = disallow.bind();
  Object.defineProperty(Object.prototype, '__proto__', { get, set });
}`;

const RUN = { allowance: undefined, displayErrors: false, breakOnSigint: false };
const ORIGIN = { filename: '', lineOffset: 0, columnOffset: 0, importModuleDynamically: undefined };

/**
 * @param {(code: string) => unknown} run
 * @returns {string | undefined} what makes another realm like the one that `run` runs code in
 */
function codeFor(run) {
  try {
    return run('({}).__proto__') === undefined ? DELETE : undefined;
  } catch {
    return THROW;
  }
}

const isAsItComes = codeFor(() => /** @type {any} */ ({}).__proto__) === undefined;
const code = isAsItComes ? undefined : codeFor((text) => runInNewContext(text));

/** @param {import('./context.js').Context} context that is new */
function disableProto(context) {
  if (code === undefined) return;
  const handle = context.compile(code, ORIGIN);
  context.run(handle, RUN);
  native.dropScript(context.id, handle);
}

module.exports = { disableProto };
