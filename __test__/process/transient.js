// flags: --expose-gc
'use strict';

// A million objects that cross and are dropped, each way, in one synchronous loop, leave memory flat
// on both sides.

const assert = require('node:assert');
const { rss, settle } = require('../helpers/memory');
const { LOOPS, report } = require('../helpers/transient');

const COUNT = 1_000_000;

async function main() {
  for (const loop of Object.values(LOOPS)) loop(20_000);
  await settle();
  const before = rss();
  for (const [name, loop] of Object.entries(LOOPS)) {
    assert.strictEqual(loop(COUNT), COUNT);
    report(name, before, rss());
    await settle();
  }
}

main();
