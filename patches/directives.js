'use strict';

/** What strict mode does not allow, behind the directive that says so. */

/**
 * @param {string} message
 * @param {string} indent
 */
const noted = (message, indent) => `cursor.note_sloppy(
${indent}    "${message}",
${indent}    start_pos`;

/** A method of one layer of the parser that asks the next one. */
const passedOn = (
  /** @type {string} */ layer,
) => `    /// What strict mode would not have allowed, of what was read last, and where.
    pub(super) const fn sloppy(&self) -> Option<(&'static str, boa_ast::Position)> {
        self.${layer}.sloppy()
    }

`;

module.exports = [
  {
    crate: 'boa_parser',
    edits: [
      {
        why: `A directive is understood when the token behind it has been read: \`"use strict"; 010\`.`,
        file: 'src/lexer/cursor.rs',
        find: `    strict: bool,
    peeked`,
        put: `    strict: bool,
    sloppy: Option<(&'static str, Position)>,
    peeked`,
      },
      {
        file: 'src/lexer/cursor.rs',
        find: `            strict: false,
`,
        put: `            strict: false,
            sloppy: None,
`,
      },
      {
        file: 'src/lexer/cursor.rs',
        find: `    /// Returns if the module mode is currently active.
`,
        put: `    /// Notes what is read now and strict mode would not allow.
    pub(super) fn note_sloppy(&mut self, message: &'static str, position: Position) {
        self.sloppy = Some((message, position));
    }

    /// What was noted last.
    pub(super) const fn sloppy(&self) -> Option<(&'static str, Position)> {
        self.sloppy
    }

    /// Returns if the module mode is currently active.
`,
      },
      {
        file: 'src/lexer/number.rs',
        find: `                                // Remove the initial '0' from buffer.
`,
        put: `                                ${noted('implicit octal literals are not allowed in strict mode', '                                ')}.position(),
                                );

                                // Remove the initial '0' from buffer.
`,
      },
      {
        file: 'src/lexer/number.rs',
        find: `                                        "leading 0's are not allowed in strict mode",
                                        start_pos,
                                    ));
                                }
`,
        put: `                                        "leading 0's are not allowed in strict mode",
                                        start_pos,
                                    ));
                                }
                                ${noted("leading 0's are not allowed in strict mode", '                                ')}.position(),
                                );
`,
      },
      {
        file: 'src/lexer/string.rs',
        find: `                    (Some(escape_ch), EscapeSequence::NON_OCTAL_DECIMAL)
`,
        put: `                ${noted('\\\\8 and \\\\9 are not allowed in strict mode', '                ')},
                );
                (Some(escape_ch), EscapeSequence::NON_OCTAL_DECIMAL)
`,
      },
      {
        file: 'src/lexer/string.rs',
        find: `                (Some(Self::take_legacy_octal_escape_sequence(
`,
        put: `                ${noted('octal escape sequences are not allowed in strict mode', '                ')},
                );
                (Some(Self::take_legacy_octal_escape_sequence(
`,
      },
      {
        file: 'src/lexer/mod.rs',
        find: `    /// Returns if strict mode is currently active.
`,
        put: `${passedOn('cursor')}    /// Returns if strict mode is currently active.
`,
      },
      {
        file: 'src/parser/cursor/buffered_lexer/mod.rs',
        find: `    pub(super) const fn strict(&self) -> bool {
`,
        put: `${passedOn('lexer')}    pub(super) const fn strict(&self) -> bool {
`,
      },
      {
        file: 'src/parser/cursor/mod.rs',
        find: `    /// Gets the current strict mode for the cursor.
`,
        put: `${passedOn('buffered_lexer')}    /// Gets the current strict mode for the cursor.
`,
      },
      {
        file: 'src/parser/statement/mod.rs',
        find: `                                directives_stack.pop();

`,
        put: `                                if let (Some((directive, _)), Some((message, position))) =
                                    (directives_stack.pop(), cursor.sloppy())
                                    && position > directive
                                {
                                    return Err(Error::general(message, position));
                                }

`,
      },
    ],
  },
];
