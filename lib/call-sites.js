'use strict';

// The frames of a guest's stack as V8's call sites, for an `Error.prepareStackTrace` of the program's: those who map
// positions to the sources that a text was made of, as test runners do, ask them. They are read from the text of the
// stack, which is all that crosses. lib/stack.js asks.

/** What the text of a frame says: `async new Class.name [as method] (place)`, or the place alone. */
const FRAME = /^(async )?(?:(new )?(.*?)(?: \[as (.*?)\])? \((.*)\)|(.*))$/s;
/** A file, which may say from where evaluated code comes, and where in it. */
const PLACE = /^(?:(eval at .*), )?(.*?)(?::(\d+):(\d+))?$/s;
const ELEMENT = /^index (\d+)$/;
/** The name of an accessor. */
const ACCESSOR = /^[gs]et /;
const NAMELESS = '<anonymous>';

class CallSite {
  #text;
  #isAsync;
  #isConstructor;
  /** @type {string | null} */
  #typeName = null;
  /** @type {string | null} */
  #functionName = null;
  /** @type {string | null} */
  #methodName;
  /** @type {string | undefined} */
  #evalOrigin;
  /** @type {string | undefined} */
  #file;
  #line;
  #column;
  /** @type {number | null} */
  #element = null;

  /** @param {string} text without its `at` */
  constructor(text) {
    const [, isAsync, isConstructor, called, method, inBrackets, alone] =
      /** @type {RegExpExecArray} */ (FRAME.exec(text));
    this.#text = text;
    this.#isAsync = isAsync !== undefined;
    this.#isConstructor = isConstructor !== undefined;
    this.#methodName = method ?? null;
    if (called) this.#name(called);
    const place = inBrackets ?? alone;
    const element = ELEMENT.exec(place);
    if (element) this.#element = Number(element[1]);
    const [, origin, file, line, column] = /** @type {RegExpExecArray} */ (PLACE.exec(place));
    this.#evalOrigin = origin;
    if (file !== NAMELESS && !element) this.#file = file;
    this.#line = line === undefined ? null : Number(line);
    this.#column = column === undefined ? null : Number(column);
  }

  /** @param {string} called what the frame says of its function */
  #name(called) {
    const dot = this.#isConstructor ? -1 : called.indexOf('.');
    if (dot > 0) this.#typeName = called.slice(0, dot);
    const name = called.slice(dot + 1);
    this.#functionName = name === NAMELESS ? null : name;
  }

  getThis() {}
  getFunction() {}

  getTypeName() {
    return this.#typeName;
  }

  getFunctionName() {
    return this.#functionName;
  }

  getMethodName() {
    return this.#methodName ?? (this.#typeName === null ? null : this.#functionName);
  }

  getFileName() {
    return this.#file;
  }

  getScriptNameOrSourceURL() {
    return this.#file;
  }

  getScriptHash() {
    return '';
  }

  getLineNumber() {
    return this.#line;
  }

  getColumnNumber() {
    return this.#column;
  }

  getEnclosingLineNumber() {
    return this.#line;
  }

  getEnclosingColumnNumber() {
    return this.#column;
  }

  getPosition() {
    return 0;
  }

  getEvalOrigin() {
    return this.#evalOrigin;
  }

  getPromiseIndex() {
    return this.#element;
  }

  isToplevel() {
    const isMethod = this.#methodName !== null || ACCESSOR.test(this.#functionName ?? '');
    return this.#typeName === null && !isMethod && !this.#isConstructor;
  }

  isEval() {
    return this.#evalOrigin !== undefined;
  }

  isNative() {
    return false;
  }

  isConstructor() {
    return this.#isConstructor;
  }

  isAsync() {
    return this.#isAsync;
  }

  isPromiseAll() {
    return this.#element !== null;
  }

  toString() {
    return this.#text;
  }
}

/** What frames begin with, each in a line of its own. */
const AT = '\n    at ';

/**
 * @param {string} trace a first line and frames
 * @returns {CallSite[]} one for each frame
 */
function callSitesOf(trace) {
  const frames = trace.split(AT).slice(1);
  return frames.map((frame) => new CallSite(frame));
}

module.exports = { AT, callSitesOf };
