'use strict';

// The compiled texts of a context, which its engine keeps by number (src/engine/kept.rs). A text
// that comes again is found here, as V8 finds it in its compilation cache; numbers are given back
// when nothing can run them any more. lib/script.js asks for them.

const native = require('./native.js');
const { Recent } = require('./recent.js');

/** @typedef {import('./context.js').CompileOptions} CompileOptions */

/**
 * How long the texts are together that a context keeps for another run, in UTF-16 units. Compiled
 * code takes some fifty times as much memory.
 */
const MOST_UNITS = 16_384;

/**
 * A compiled text. Recent ones live as long as they are that, others for one run or as long as a
 * script has them.
 * @typedef {object} Compiled
 * @property {number} handle what `Context.run` takes
 * @property {string} filename
 * @property {number} lineOffset
 * @property {number} columnOffset
 * @property {number} users how many have not given it to `release`
 * @property {boolean} isRecent
 * @property {boolean} isWatched whether the collector tells when it is garbage
 */

/**
 * Whether the same text with these options may share the code. One that imports has a referrer of
 * its own.
 * @param {Compiled} compiled
 * @param {CompileOptions} options
 */
function isSameOrigin({ filename, lineOffset, columnOffset }, options) {
  return (
    filename === options.filename &&
    lineOffset === options.lineOffset &&
    columnOffset === options.columnOffset &&
    options.importModuleDynamically === undefined
  );
}

class KeptTexts {
  #context;
  /** @type {Recent<Compiled>} */
  #recent = new Recent(MOST_UNITS, (compiled) => {
    compiled.isRecent = false;
    this.#dropUnused(compiled);
  });

  /** @param {import('./context.js').Context} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * @param {string} source
   * @param {CompileOptions} options
   * @returns {Compiled} to be given to `release` after its run, or to `watch` at once
   */
  compile(source, options) {
    const known = this.#recent.get(source);
    if (known !== undefined && isSameOrigin(known, options)) {
      known.users += 1;
      return known;
    }
    const handle = this.#context.compile(source, options);
    const { filename, lineOffset, columnOffset } = options;
    const compiled = {
      handle,
      filename,
      lineOffset,
      columnOffset,
      users: 1,
      isRecent: false,
      isWatched: false,
    };
    if (options.importModuleDynamically === undefined) {
      compiled.isRecent = this.#recent.set(source, compiled);
    }
    return compiled;
  }

  /**
   * Has the text stay compiled for as long as somebody has the object.
   * @param {Compiled} compiled
   */
  watch(compiled) {
    if (compiled.isWatched) return;
    compiled.isWatched = true;
    native.watch(this.#context.id, compiled.handle, compiled);
  }

  /**
   * Who compiled the text is not going to run it again. What it made lives on.
   * @param {Compiled} compiled
   */
  release(compiled) {
    compiled.users -= 1;
    this.#dropUnused(compiled);
  }

  /** @param {Compiled} compiled */
  #dropUnused({ isRecent, isWatched, users, handle }) {
    if (!isRecent && !isWatched && users === 0) native.dropScript(this.#context.id, handle);
  }
}

module.exports = { KeptTexts };
