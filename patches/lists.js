'use strict';

/** A comma stands between what a pattern binds, and between what is imported or exported. */

/**
 * Of a list in braces: a comma or the brace follows each name.
 * @param {'import' | 'export'} kind
 */
function names(kind) {
  const Kind = kind === 'import' ? 'Import' : 'Export';
  return {
    file: `src/parser/statement/declaration/${kind}.rs`,
    find: `                TokenKind::Punctuator(Punctuator::Comma) => {
                    if list.is_empty() {
                        return Err(Error::expected(
                            [
                                Punctuator::CloseBlock.to_string(),
                                "string literal".to_owned(),
                                "identifier".to_owned(),
                            ],
                            tok.to_string(interner),
                            tok.span(),
                            "${kind} declaration",
                        ));
                    }
                    cursor.advance(interner);
                }
                TokenKind::StringLiteral(_)
                | TokenKind::IdentifierName(_)
                | TokenKind::Keyword(_) => {
                    list.push(${Kind}Specifier.parse(cursor, interner)?);
                }
`,
    put: `                TokenKind::StringLiteral(_)
                | TokenKind::IdentifierName(_)
                | TokenKind::Keyword(_) => {
                    list.push(${Kind}Specifier.parse(cursor, interner)?);
                    let next = cursor.peek(0, interner).or_abrupt()?;
                    if next.kind() != &TokenKind::Punctuator(Punctuator::CloseBlock) {
                        cursor.expect(Punctuator::Comma, "${kind} declaration", interner)?;
                    }
                }
`,
  };
}

module.exports = {
  crate: 'boa_parser',
  edits: [
    {
      why: '`var {a b} = o` and `[a b]` were taken.',
      file: 'src/parser/statement/mod.rs',
      find: `            if let Some(peek_token) = cursor.peek(0, interner)?
                && peek_token.kind() == &TokenKind::Punctuator(Punctuator::Comma)
            {
                cursor.expect(
                    TokenKind::Punctuator(Punctuator::Comma),
                    "object binding pattern",
                    interner,
                )?;
            }
`,
      put: `            let next = cursor.peek(0, interner).or_abrupt()?;
            if next.kind() != &TokenKind::Punctuator(Punctuator::CloseBlock) {
                cursor.expect(Punctuator::Comma, "object binding pattern", interner)?;
            }
`,
    },
    {
      file: 'src/parser/statement/mod.rs',
      find: `            if let Some(peek_token) = cursor.peek(0, interner)?
                && peek_token.kind() == &TokenKind::Punctuator(Punctuator::Comma)
            {
                cursor.expect(
                    TokenKind::Punctuator(Punctuator::Comma),
                    "array binding pattern",
                    interner,
                )?;
                if last_elision_or_first {
                    patterns.push(ArrayPatternElement::Elision);
                } else {
                    last_elision_or_first = true;
                }
            }
`,
      put: `            let next = cursor.peek(0, interner).or_abrupt()?;
            if next.kind() != &TokenKind::Punctuator(Punctuator::CloseBracket) {
                cursor.expect(Punctuator::Comma, "array binding pattern", interner)?;
                last_elision_or_first = true;
            }
`,
    },
    names('import'),
    names('export'),
  ],
};
