'use strict';

// The two comments in a source that name other files: `//# sourceURL=` (what the source calls
// itself, in stack traces too) and `//# sourceMappingURL=`. lib/script.js reads them to give a
// Script its properties and its errors their file name, by the rules of V8's scanner: `//#` or
// `//@`, one blank, the name, `=`, and one word up to the end of the line; the last one counts, and
// one that is malformed takes back an earlier one. Pure functions of the source's text.

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

/**
 * The comments of a script, in order.
 * @param {string} source
 * @returns {string[]}
 */
function commentsOf(source) {
  const comments = [];
  /** @type {boolean[]} one entry for every open brace: whether it is a template's `${` */
  const braces = [];
  let previous = '';
  let position = 0;
  let tried = 0;
  let lineEnd = 0;
  const isTried = () => {
    if (position >= lineEnd) {
      tried = 0;
      const end = source.slice(position).search(/[\n\r]|$/);
      lineEnd = position + end + 1;
    }
    return tried < MOST_TRIED;
  };
  const skip = (/** @type {RegExp} */ pattern) => {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0] ?? '';
    position += text.length;
    return text;
  };
  for (;;) {
    PIECE.lastIndex = position;
    const match = PIECE.exec(source);
    if (match === null) return comments;
    let [piece] = match;
    position = match.index + piece.length;
    if (/^(?:\/[/*]|<!--|#!)/.test(piece)) {
      comments.push(piece);
      continue;
    }
    if (piece === '/' && !endsOperand(previous) && isTried()) {
      position = match.index;
      if (skip(REGEXP) === '') {
        position += 1;
        tried += 1;
      }
      piece = ')';
    } else if (piece === '{') {
      braces.push(false);
    } else if (piece === '`' || (piece === '}' && braces.pop())) {
      if (skip(TEMPLATE_TEXT).endsWith('${')) {
        braces.push(true);
        piece = '{';
      } else {
        piece = '`';
      }
    }
    previous = piece;
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
  for (const comment of commentsOf(source)) {
    const match = MAGIC.exec(comment);
    if (match === null) continue;
    const [, name, value, rest] = match;
    found[/** @type {keyof typeof found} */ (name)] = rest === '' && value ? value : undefined;
  }
  return found;
}

module.exports = { magicComments };
