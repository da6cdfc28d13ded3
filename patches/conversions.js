'use strict';

/** Objects that are made primitives (ECMA-262, 7.1.1.1). */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `An object that was converted in the middle of its own conversion was 0 or the empty text; now that
        is a call as any other. Arrays that contain themselves end in our \`join\`.`,
      file: 'src/object/jsobject.rs',
      find: `        let recursion_limiter = RecursionLimiter::new(self.as_ref());
        if recursion_limiter.live {
            // we're in a recursive object, bail
            return Ok(match hint {
                PreferredType::Number => JsValue::new(0),
                PreferredType::String => JsValue::new(js_string!()),
                PreferredType::Default => unreachable!("checked type hint in step 2"),
            });
        }
`,
      put: '',
    },
  ],
};
