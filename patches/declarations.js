'use strict';

/** Names that the body of a function declares twice. */
module.exports = {
  crate: 'boa_parser',
  edits: [
    {
      why: 'They are refused as those of a script are.',
      file: 'src/parser/function/mod.rs',
      find: `        Ok(AstFunctionBody::new(body, Span::new(start, end)))
`,
      put: `        let body = AstFunctionBody::new(body, Span::new(start, end));
        let mut names = rustc_hash::FxHashSet::default();
        let twice = lexically_declared_names(&body)
            .into_iter()
            .any(|name| !names.insert(name))
            || var_declared_names(&body)
                .iter()
                .any(|name| names.contains(name));
        if twice {
            return Err(Error::general(
                "lexical name declared multiple times",
                Position::new(1, 1),
            ));
        }
        Ok(body)
`,
    },
    {
      file: 'src/parser/function/mod.rs',
      find: `    operations::{check_labels, contains_invalid_object_literal},
`,
      put: `    operations::{
        check_labels, contains_invalid_object_literal, lexically_declared_names, var_declared_names,
    },
`,
    },
  ],
};
