'use strict';

const STRING = 'src/lexer/string.rs';
const PATTERN = 'src/lexer/regex.rs';

module.exports = {
  crate: 'boa_parser',
  edits: [
    {
      why: `What has no end is refused where it begins: at its end, the next line or that of the text was shown.`,
      file: STRING,
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
    {
      file: PATTERN,
      find: `                            return Err(Error::syntax(
                                "new lines are not allowed in regular expressions",
                                cursor.pos(),
                            ));
`,
      put: `                            return Err(Error::syntax(
                                "new lines are not allowed in regular expressions",
                                start_pos,
                            ));
`,
    },
    {
      file: PATTERN,
      find: `                                        return Err(Error::syntax(
                                            "new lines are not allowed in regular expressions",
                                            cursor.pos(),
                                        ));
`,
      put: `                                        return Err(Error::syntax(
                                            "new lines are not allowed in regular expressions",
                                            start_pos,
                                        ));
`,
    },
    {
      file: PATTERN,
      find: `                    return Err(Error::syntax(
                        "abrupt end on regular expression",
                        cursor.pos(),
                    ));
`,
      put: `                    return Err(Error::syntax(
                        "abrupt end on regular expression",
                        start_pos,
                    ));
`,
    },
    {
      file: PATTERN,
      find: `                                return Err(Error::syntax(
                                    "abrupt end on regular expression",
                                    cursor.pos(),
                                ));
`,
      put: `                                return Err(Error::syntax(
                                    "abrupt end on regular expression",
                                    start_pos,
                                ));
`,
    },
  ],
};
