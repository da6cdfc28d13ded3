'use strict';

/** `super()` as the beginning of an expression. */
module.exports = {
  crate: 'boa_parser',
  edits: [
    {
      why: 'What follows the call was not read: `super().x`, `super()()`.',
      file: 'src/parser/expression/left_hand_side/mod.rs',
      find: `                SuperCall::new(args, Span::new(start, args_span.end())).into()
`,
      put: `                CallExpressionTail::new(
                    self.allow_yield,
                    self.allow_await,
                    SuperCall::new(args, Span::new(start, args_span.end())).into(),
                )
                .parse(cursor, interner)?
                .into()
`,
    },
  ],
};
