'use strict';

// Errors with codes, as Node makes them. What lib/ throws because of an argument or a state, and what a
// limit ends a run with, is what `create` returns, so class, `code`, message, `toString()` and the header
// of the stack are those of the Node that is running: where Node's wording changed between versions, Node
// is asked when the words are first needed. The classes are those of the realm that loaded this file (in
// a Jest test that is the test's realm). It touches nothing but util.inspect and Buffer.
//
// Made where they are thrown are: errors that have no code in Node either (a stack that is exhausted, an
// abstract class that is constructed, an export that is not declared); those that a guest gets for what it
// asked, which are without a code in V8, too (lib/locale.js, lib/temporal.js, lib/forward.js,
// lib/operations.js); and that of lib/native.js, which has to work alone.

const { inspect, format } = require('node:util');

/** Node names these types in lower case ("of type string"); other capitalised names are classes. */
const PRIMITIVE_TYPES = new Set([
  'string',
  'function',
  'number',
  'object',
  'Function',
  'Object',
  'boolean',
  'bigint',
  'symbol',
]);
const CLASS_NAME = /^[A-Z][a-zA-Z0-9]*$/;

/**
 * @param {string[]} items
 * @returns {string} `a`, `a or b`, `a, b, or c`
 */
function alternatives(items) {
  if (items.length < 3) return items.join(' or ');
  return `${items.slice(0, -1).join(', ')}, or ${items[items.length - 1]}`;
}

/**
 * @param {string} name
 * @returns {'property' | 'argument'}
 */
function kindOf(name) {
  return name.includes('.') ? 'property' : 'argument';
}

/**
 * Node 26 reads an object's class name more carefully than its predecessors, and a later release of
 * an older line may follow, so the running Node is asked instead of its version number.
 * @returns {boolean}
 */
function readsClassNameCarefully() {
  try {
    Buffer.byteLength(/** @type {any} */ ({ constructor: { name: 5 } }));
  } catch (error) {
    return !(/** @type {Error} */ (error).message.endsWith('an instance of 5'));
  }
  return true;
}

/** @type {boolean | undefined} */
let careful;

/**
 * @param {any} value
 * @returns {string}
 */
function describeObject(value) {
  careful ??= readsClassNameCarefully();
  if (careful) {
    const name = value.constructor?.name;
    if (typeof name === 'string' && name !== '') return `an instance of ${name}`;
  } else if (value.constructor && 'name' in value.constructor) {
    return `an instance of ${value.constructor.name}`;
  }
  return inspect(value, { depth: -1 });
}

/**
 * @param {string} value
 * @returns {string}
 */
function describeString(value) {
  const short = value.length > 28 ? `${value.slice(0, 25)}...` : value;
  return `type string (${short.includes("'") ? JSON.stringify(short) : `'${short}'`})`;
}

/** @type {Record<string, (value: any) => string>} */
const DESCRIBE = {
  undefined: () => 'undefined',
  object: (value) => (value === null ? 'null' : describeObject(value)),
  function: (value) => `function ${value.name}`,
  string: describeString,
  number: (value) => `type number (${Object.is(value, -0) ? '-0' : value})`,
  bigint: (value) => `type bigint (${value}n)`,
  boolean: (value) => `type boolean (${value})`,
  symbol: (value) => `type symbol (${String(value)})`,
};

/**
 * @param {string} name
 * @param {string | string[]} expected
 * @param {unknown} actual
 * @returns {string}
 */
function invalidArgType(name, expected, actual) {
  /** @type {string[]} */
  const types = [];
  /** @type {string[]} */
  const instances = [];
  /** @type {string[]} */
  const others = [];
  for (const item of [expected].flat()) {
    if (PRIMITIVE_TYPES.has(item)) types.push(item.toLowerCase());
    else if (CLASS_NAME.test(item)) instances.push(item);
    else others.push(item);
  }
  const parts = [];
  if (types.length) parts.push(`${types.length > 1 ? 'one of' : 'of'} type ${alternatives(types)}`);
  if (instances.length) parts.push(`an instance of ${alternatives(instances)}`);
  if (others.length > 1) parts.push(`one of ${alternatives(others)}`);
  // "an vm.Context" is Node's grammar.
  else if (others.length) {
    parts.push(others[0].toLowerCase() === others[0] ? others[0] : `an ${others[0]}`);
  }
  const subject = name.endsWith(' argument') ? name : `"${name}" ${kindOf(name)}`;
  return `The ${subject} must be ${parts.join(' or ')}. Received ${DESCRIBE[typeof actual](actual)}`;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string} [reason]
 * @returns {string}
 */
function invalidArgValue(name, value, reason = 'is invalid') {
  const seen = inspect(value);
  const short = seen.length > 128 ? `${seen.slice(0, 128)}...` : seen;
  return `The ${kindOf(name)} '${name}' ${reason}. Received ${short}`;
}

/**
 * @param {string} digits
 * @returns {string} the digits with `_` between thousands
 */
function separateThousands(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, '_');
}

/**
 * @param {string} name
 * @param {string} range
 * @param {unknown} value
 * @returns {string}
 */
function outOfRange(name, range, value) {
  let seen;
  if (typeof value === 'bigint') {
    const digits = String(value);
    const large = value > 2n ** 32n || value < -(2n ** 32n);
    seen = `${large ? separateThousands(digits) : digits}n`;
  } else if (Number.isInteger(value) && Math.abs(/** @type {number} */ (value)) > 2 ** 32) {
    seen = separateThousands(String(value));
  } else {
    seen = inspect(value);
  }
  return `The value of "${name}" is out of range. It must be ${range}. Received ${seen}`;
}

/**
 * @typedef {object} Entry
 * @property {ErrorConstructor | TypeErrorConstructor | RangeErrorConstructor} base
 * @property {string | ((...args: any[]) => string)} message
 *   a function is given the arguments of `create`; a text is a util.format template for them
 * @property {boolean | ((...args: any[]) => boolean)} [native]
 *   made by Node's C++: an ordinary error with a `code`, whose stack does not name the code
 * @property {(...args: any[]) => object} [fields] own properties besides `code`
 */

/** @type {Record<string, Entry>} */
const TABLE = {
  // @ts-expect-error -- a null prototype, so that `create('toString')` finds nothing
  __proto__: null,

  ERR_INVALID_ARG_TYPE: { base: TypeError, message: invalidArgType },
  ERR_INVALID_ARG_VALUE: { base: TypeError, message: invalidArgValue },
  ERR_OUT_OF_RANGE: { base: RangeError, message: outOfRange },
  ERR_INVALID_THIS: { base: TypeError, message: 'Value of "this" must be of type %s' },
  ERR_SCRIPT_EXECUTION_TIMEOUT: {
    base: Error,
    message: 'Script execution timed out after %sms',
    native: true,
  },
  ERR_SCRIPT_EXECUTION_INTERRUPTED: {
    base: Error,
    message: 'Script execution was interrupted by `SIGINT`',
    native: true,
  },

  ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING: {
    base: TypeError,
    message: 'A dynamic import callback was not specified.',
  },
  ERR_VM_MODULE_ALREADY_LINKED: { base: Error, message: 'Module has already been linked' },
  ERR_VM_MODULE_CACHED_DATA_REJECTED: {
    base: Error,
    message: 'cachedData buffer was rejected',
    native: true,
  },
  ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA: {
    base: Error,
    message: 'Cached data cannot be created for a module which has been evaluated',
  },
  ERR_VM_MODULE_DIFFERENT_CONTEXT: {
    base: Error,
    message: 'Linked modules must use the same context',
  },
  ERR_VM_MODULE_LINK_FAILURE: {
    base: Error,
    message: (message) => message,
    // It has no cause to tell of.
    native: (...args) => args.length === 1,
    fields: (_message, cause) => ({ cause }),
  },
  ERR_VM_MODULE_NOT_MODULE: {
    base: Error,
    message: 'Provided module is not an instance of Module',
  },
  ERR_VM_MODULE_STATUS: { base: Error, message: 'Module status %s' },
  ERR_MODULE_LINK_MISMATCH: { base: TypeError, message: '%s' },

  // What follows exists in rsvm only.
  ERR_RSVM_NO_HEAP_STATISTICS: {
    base: Error,
    message: 'vm.measureMemory() has no answer: the engine keeps no heap statistics per context',
  },
  ERR_RSVM_CONTEXT_DISPOSED: { base: Error, message: 'The context has been disposed of' },
  ERR_RSVM_CONTEXT_RUNNING: {
    base: Error,
    message: 'The guest of this context is running: await the run before it is entered again',
  },
  ERR_RSVM_CONTEXT_BUSY: {
    base: Error,
    message: 'The context cannot be disposed of while its guest waits for the host',
  },
  ERR_RSVM_MEMORY_LIMIT: {
    base: RangeError,
    message: 'The guest exceeded its memory limit of %s bytes',
  },
  ERR_RSVM_PROTOCOL: { base: Error, message: 'Malformed message between rsvm and its engine: %s' },
  ERR_RSVM_ENGINE_LOST: { base: Error, message: 'The engine of this context is lost: %s' },
  ERR_RSVM_TOO_LARGE: { base: RangeError, message: '%s is too large to cross at once' },
  ERR_RSVM_UNSUPPORTED: { base: TypeError, message: '%s is not supported by rsvm' },
};

/** @typedef {new (message: string) => Error & { code: string }} CodedErrorClass */

/** @type {Map<string, CodedErrorClass>} */
const classes = new Map();

/**
 * The class of a code. Like Node's, it is invisible from outside: `constructor` is the base class,
 * and `name` the base class' name; only `toString()` shows the code.
 * @param {string} code
 * @param {Entry} entry
 * @returns {CodedErrorClass}
 */
function classOf(code, entry) {
  const known = classes.get(code);
  if (known) return known;
  // One of three classes, which TypeScript cannot extend as a choice.
  const Base = /** @type {ErrorConstructor} */ (entry.base);
  class RsvmError extends Base {
    code = code;

    /** @override */
    toString() {
      return `${this.name} [${code}]: ${this.message}`;
    }
  }
  Object.defineProperty(RsvmError.prototype, 'constructor', {
    configurable: true,
    enumerable: false,
    get: () => Base,
  });
  classes.set(code, RsvmError);
  return RsvmError;
}

/**
 * V8 writes the header of a stack from `name` and `message` as they are when the stack is first
 * read, so the code is in the name for just that moment.
 * @param {Error} error
 * @param {string} code
 */
function nameCodeInStack(error, code) {
  const plain = error.name;
  Object.defineProperty(error, 'name', {
    configurable: true,
    enumerable: false,
    writable: true,
    value: `${plain} [${code}]`,
  });
  void error.stack;
  Reflect.deleteProperty(error, 'name');
}

/**
 * The error of a code, ready to be thrown.
 * @param {string} code one of the table's
 * @param {...any} args what the code's message is made of
 * @returns {Error & { code: string }}
 * @example
 * throw create('ERR_INVALID_ARG_TYPE', 'options.name', 'string', 42);
 * throw create('ERR_SCRIPT_EXECUTION_TIMEOUT', 50);
 */
function create(code, ...args) {
  const entry = TABLE[code];
  if (entry === undefined) throw new TypeError(`rsvm has no error with the code ${code}`);
  const message =
    typeof entry.message === 'function' ? entry.message(...args) : format(entry.message, ...args);

  const { native } = entry;
  if (typeof native === 'function' ? native(...args) : native) {
    const error = Object.assign(new entry.base(message), { code });
    Error.captureStackTrace(error, create);
    return error;
  }
  const error = new (classOf(code, entry))(message);
  if (entry.fields) Object.assign(error, entry.fields(...args));
  Error.captureStackTrace(error, create);
  nameCodeInStack(error, code);
  return error;
}

module.exports = { create };
