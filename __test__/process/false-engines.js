'use strict';

// Engines that are none: a program of ours in the place of the executable, which answers its host with
// whatever it likes, as a guest could that has taken its process over. The host must come back from each
// run in time, say that the engine is lost or what was wrong with its message, leave no process behind,
// and go on.

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { copyOfPackage } = require('../helpers/copy');
const { enginesOf, until } = require('../helpers/engines');

/** How long a run may take whose timeout is 100 ms: the host waits for another second, and machines are slow. */
const PATIENCE = 8000;

/** Speaks the frames of src/child/frame.rs; what a run is answered with is in the file `way`. */
const PROGRAM = `
const fs = require('fs');
const path = require('path');
const way = fs.readFileSync(path.join(__dirname, 'way'), 'utf8');
const [READY, ENTER, REPLY, ASK] = [1, 2, 5, 6];
const [SETUP, LIMIT, COMPILE] = [0x25, 0x31, 0x20];
const [GET, CONSOLE, RETURN, RELEASES] = [1, 0x40, 0x60, 1 << 9];
let broken = false;
const frame = (kind, words) => Buffer.from(new Uint32Array([kind, words.length, 0, 0, 0, 0, ...words]).buffer);
const put = (bytes) => { for (let at = 0; at < bytes.length;) try { at += fs.writeSync(1, bytes, at); } catch (e) { if (e.code !== 'EAGAIN') process.exit(1); } };
const send = (kind, ...words) => put(frame(kind, words));
const idle = () => { for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e6); };
const WAYS = {
  asking: () => send(ASK, CONSOLE, 6 | 1 << 8, 120, 0),
  stubborn: () => { if (broken) send(ASK, CONSOLE, 6 | 1 << 8, 120, 0); else send(ASK, GET | RELEASES, 5); broken = true; },
  silent: idle,
  noisy: () => { for (let i = 0; ; i++) put(Buffer.alloc(1 << 12, i * 7 + 11)); },
  endless: () => { put(Buffer.from(new Uint32Array([REPLY, 1 << 29, 0, 0, 0, 0]).buffer)); put(Buffer.alloc(1 << 20)); idle(); },
  slow: () => { put(Buffer.from(new Uint32Array([REPLY, 1 << 20, 0, 0, 0, 0]).buffer)); for (;;) { put(Buffer.alloc(4)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); } },
  empty: () => send(REPLY),
  unknown: () => send(99, RETURN, 0),
  ready: () => send(READY),
  gone: () => process.exit(0),
};
let input = Buffer.alloc(0);
const need = (count) => {
  while (input.length < count) {
    const chunk = Buffer.alloc(1 << 16);
    const read = fs.readSync(0, chunk);
    if (read === 0) process.exit(0);
    input = Buffer.concat([input, chunk.subarray(0, read)]);
  }
  const taken = input.subarray(0, count);
  input = input.subarray(count);
  return taken;
};
send(READY);
for (;;) {
  const head = need(24);
  const body = need(head.readUInt32LE(4) * 4);
  if (head.readUInt32LE(0) !== ENTER) continue;
  const opcode = body[0];
  if (opcode === SETUP || opcode === LIMIT) send(REPLY, RETURN, 0);
  else if (opcode === COMPILE) send(REPLY, RETURN, 1);
  else WAYS[way]();
}
`;

/** @returns {string} the folder of a copy of the package whose executable is the program */
function install() {
  const folder = copyOfPackage();
  const executable = fs.readdirSync(folder).find((name) => name.startsWith('rsvm-engine.'));
  const source = `#!${process.execPath}\n${PROGRAM}`;
  fs.writeFileSync(path.join(folder, String(executable)), source);
  return folder;
}

/**
 * @param {any} rsvm
 * @param {string} folder
 * @param {string} way
 */
function run(rsvm, folder, way) {
  fs.writeFileSync(path.join(folder, 'way'), way);
  // The spare process was started with the way before.
  rsvm.dispose(rsvm.createContext({}));
  const context = rsvm.createContext({}, { console: 'ignore' });
  const begun = performance.now();
  let error;
  try {
    rsvm.runInContext('1', context, { timeout: 100 });
  } catch (thrown) {
    error = /** @type {any} */ (thrown);
  }
  const took = performance.now() - begun;
  assert.ok(took < PATIENCE, `${way} took ${took} ms`);
  assert.match(
    `${error?.code}`,
    /^ERR_(RSVM_PROTOCOL|RSVM_ENGINE_LOST|SCRIPT_EXECUTION_TIMEOUT)$/,
    way,
  );
}

async function main() {
  const folder = install();
  try {
    const rsvm = require(path.join(folder, 'process.js'));
    const ways = [
      'asking',
      'stubborn',
      'silent',
      'noisy',
      'endless',
      'slow',
      'empty',
      'unknown',
      'ready',
      'gone',
    ];
    for (const way of ways) run(rsvm, folder, way);
    // The spare one is left.
    assert.ok(await until(() => enginesOf().length <= 1), `${enginesOf().length} processes`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

main();
