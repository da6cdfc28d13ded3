'use strict';

const PATTERN = 'src/lexer/regex.rs';

/**
 * Why a regular expression has no end, and how deep that is said, in two places each: behind a backslash, too.
 * @type {[string, string][]}
 */
const OPEN_PATTERNS = [
  ['new lines are not allowed in regular expressions', ' '.repeat(28)],
  ['new lines are not allowed in regular expressions', ' '.repeat(40)],
  ['abrupt end on regular expression', ' '.repeat(20)],
  ['abrupt end on regular expression', ' '.repeat(32)],
];

/** @param {string} reason @param {string} indent @param {string} place */
const refused = (reason, indent, place) =>
  `\n${indent}return Err(Error::syntax(\n${indent}    "${reason}",\n${indent}    ${place},\n${indent}));\n`;

module.exports = {
  crate: 'boa_parser',
  edits: [
    {
      why: `What has no end is refused where it begins: at its end, the next line or that of the text was shown.`,
      file: 'src/lexer/string.rs',
      find: `                _ => {
                    return Err(Error::from(io::Error::new(
                        ErrorKind::UnexpectedEof,
                        "unterminated string literal",
                    )));
                }
`,
      put: `                _ => return Err(Error::syntax("unterminated string literal", start_pos)),
`,
    },
    {
      file: 'src/lexer/comment.rs',
      find: `        Err(Error::syntax(
            "unterminated multiline comment",
            cursor.pos(),
        ))
`,
      put: `        Err(Error::syntax(
            "unterminated multiline comment",
            start_pos.position(),
        ))
`,
    },
    ...OPEN_PATTERNS.map(([reason, indent]) => ({
      file: PATTERN,
      find: refused(reason, indent, 'cursor.pos()'),
      put: refused(reason, indent, 'start_pos'),
    })),
  ],
};
