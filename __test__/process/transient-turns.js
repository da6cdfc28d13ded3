// flags: --expose-gc
'use strict';

// A million objects that cross and are dropped, each way, over many turns of the event loop, leave
// memory flat on both sides.

const { rss, settle } = require('../helpers/memory');
const { LOOPS, report } = require('../helpers/transient');

const TURNS = 200;
const EACH = 5000;

async function main() {
  for (const loop of Object.values(LOOPS)) loop(20_000);
  await settle();
  const before = rss();
  for (const [name, loop] of Object.entries(LOOPS)) {
    for (let turn = 0; turn < TURNS; turn += 1) {
      loop(EACH);
      await new Promise(setImmediate);
    }
    report(name, before, rss());
  }
}

main();
