'use strict';

/**
 * Ways out through a `finally`: each has a number there, by which the end of the `finally` goes on. It was
 * taken when the way was found, and two that passed the same inner `finally` had the same number in the
 * outer one: `for (;;) { try { try { if (a) continue; break } finally {} } finally {} }` never ended.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    ...['statement/break.rs', 'statement/continue.rs', 'statement/mod.rs'].map((file) => ({
      why: 'Which statement it is, whose number is asked for when the way comes there.',
      file: `src/bytecompiler/${file}`,
      find: `                    index: info.jumps.len() as u32,
`,
      put: `                    index: i as u32,
`,
    })),
    {
      file: 'src/bytecompiler/jump_control.rs',
      find: `                    index: value,
`,
      put: `                    index: place,
`,
    },
    {
      file: 'src/bytecompiler/jump_control.rs',
      find: `                    let index = value as i32 + 1;
`,
      put: `                    let index = compiler.jump_info[place as usize].jumps.len() as i32 + 1;
`,
    },
    {
      file: 'src/bytecompiler/jump_control.rs',
      find: `        /// Jump table index.
        index: u32,
`,
      put: `        /// The statement's place in [\`ByteCompiler::jump_info\`].
        index: u32,
`,
    },
  ],
};
