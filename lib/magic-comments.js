'use strict';

// The two comments in a source that name other files: `//# sourceURL=` (what the source calls
// itself, in stack traces too) and `//# sourceMappingURL=`. lib/script.js, lib/modules/source-text-module.js and
// lib/api.js read them, for the properties of a Script and for the file that errors name. The rules are those of
// V8's scanner: `//#` or `//@`, one blank, the name, `=`, and one word up to the end of the line; the last one
// counts, and one that is malformed takes back an earlier one. It knows nothing but the source's text.

/** Blanks that are no line terminators, as ECMAScript has them. */
const BLANK = '[\\t\\v\\f\\ufeff\\p{Zs}]';
const NO_BLANK = BLANK.replace('[', '[^');
const MAGIC = new RegExp(
  `^//[#@]${BLANK}(sourceURL|sourceMappingURL)=${BLANK}*(${NO_BLANK}*)${BLANK}*(.?)`,
  'u',
);

/** A regular expression literal, tried only where a division cannot stand. */
const REGEXP = /\/(?![*/])(?:[^/\\[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\/\w*/y;

/**
 * The pieces of a source that matter for finding its comments: comments, strings, words, and the
 * characters that decide what a slash, a brace or a backtick means. A string without an end goes to that
 * of its line: read again from each of its characters, 60,000 took 15 s.
 */
const PIECE =
  /(?:\/\/|<!--|^#!)[^\n\r\u2028\u2029]*|\/\*[^]*?(?:\*\/|$)|"[^"\\\n\r]*(?:\\[^][^"\\\n\r]*)*(?:["\n\r]|\\?$)|'[^'\\\n\r]*(?:\\[^][^'\\\n\r]*)*(?:['\n\r]|\\?$)|[\w$\u0080-\u2027\u202a-\uffff]+|[^\s\w$]/g;

const COMMENT = /^(?:\/[/*]|<!--|#!)/;

/** The text of a template up to its end or its next substitution. */
const TEMPLATE_TEXT = /[^`\\$]*(?:(?:\\[^]|\$(?!\{))[^`\\$]*)*(?:`|\$\{|$)/y;

/** Words after which a slash begins a regular expression. */
const OPERATOR_WORDS = new Set(
  'await case delete do else in instanceof new of return throw typeof void yield'.split(' '),
);

/**
 * @param {string} piece the last one that is no comment
 * @returns {boolean} whether a slash after it divides
 */
function endsOperand(piece) {
  return /^(?:[\w$\u0080-\uffff]|["'`)\]}])/.test(piece) && !OPERATOR_WORDS.has(piece);
}

/** How many slashes of a line are tried that begin no regular expression: each is read to its end. */
const MOST_TRIED = 100;

/** Reads a script piece by piece, as far as it takes to know which of them are comments. */
class Scanner {
  #source;
  #position = 0;
  /** The last piece that is no comment; `)` for a regular expression, which ends an operand as well. */
  #previous = '';
  /** One for every open brace: whether it is a template's `${`. @type {boolean[]} */
  #braces = [];
  /** Where the line under way ends, and how many of its slashes were tried that begin no regular expression. */
  #lineEnd = 0;
  #tried = 0;

  /** @param {string} source */
  constructor(source) {
    this.#source = source;
  }

  /** @returns {string | undefined} the next comment, if there is one */
  next() {
    for (;;) {
      PIECE.lastIndex = this.#position;
      const match = PIECE.exec(this.#source);
      if (match === null) return undefined;
      const [piece] = match;
      this.#position = match.index + piece.length;
      if (COMMENT.test(piece)) return piece;
      this.#previous = this.#pass(piece, match.index);
    }
  }

  /**
   * Passes over what a piece begins.
   * @param {string} piece no comment
   * @param {number} start where it stands
   * @returns {string} what it counts as for the next slash
   */
  #pass(piece, start) {
    if (piece === '/' && !endsOperand(this.#previous) && this.#mayTry()) {
      this.#position = start;
      if (this.#skip(REGEXP) === '') {
        this.#position += 1;
        this.#tried += 1;
      }
      return ')';
    }
    if (piece === '{') {
      this.#braces.push(false);
    } else if (piece === '`' || (piece === '}' && this.#braces.pop())) {
      if (!this.#skip(TEMPLATE_TEXT).endsWith('${')) return '`';
      this.#braces.push(true);
      return '{';
    }
    return piece;
  }

  /** @returns {boolean} whether another slash of the line is tried */
  #mayTry() {
    if (this.#position >= this.#lineEnd) {
      this.#tried = 0;
      const end = this.#source.slice(this.#position).search(/[\n\r]|$/);
      this.#lineEnd = this.#position + end + 1;
    }
    return this.#tried < MOST_TRIED;
  }

  /**
   * @param {RegExp} pattern
   * @returns {string} what it matches here
   */
  #skip(pattern) {
    pattern.lastIndex = this.#position;
    const text = pattern.exec(this.#source)?.[0] ?? '';
    this.#position += text.length;
    return text;
  }
}

/**
 * @param {string} source
 * @returns {{ sourceURL: string | undefined, sourceMappingURL: string | undefined }}
 */
function magicComments(source) {
  /** @type {{ sourceURL: string | undefined, sourceMappingURL: string | undefined }} */
  const found = { sourceURL: undefined, sourceMappingURL: undefined };
  // Almost no source has them, and looking for the text is far cheaper than reading the source.
  if (!source.includes('URL=')) return found;
  const scanner = new Scanner(source);
  for (let comment = scanner.next(); comment !== undefined; comment = scanner.next()) {
    const match = MAGIC.exec(comment);
    if (match === null) continue;
    const [, name, value, rest] = match;
    found[/** @type {keyof typeof found} */ (name)] = rest === '' && value ? value : undefined;
  }
  return found;
}

module.exports = { magicComments };
