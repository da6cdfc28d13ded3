'use strict';

/** What is measured of all sandboxes: what each of them can do, in its own way. */

/** How long a run may last that never ends by itself, in milliseconds. */
const TIMEOUT = 50;

/** Takes a backtracking matcher longer than anybody waits. */
const CATASTROPHE = `/^(a+)+$/.test('${'a'.repeat(40)}b')`;

/**
 * A run that is stopped, on a sandbox of its own: it may not be usable afterwards.
 * @param {string} code
 * @returns {(peer: import('./peers').Peer) => import('./harness').Work}
 */
function stopped(code) {
  return (peer) => ({
    run() {
      const guest = peer.open({}, TIMEOUT);
      try {
        return guest.run(code);
      } catch {
        return 'stopped';
      } finally {
        guest.dispose();
      }
    },
  });
}

/** @type {import('./harness').Row<import('./peers').Peer>[]} */
module.exports = [
  {
    name: 'create, run 1+1, dispose',
    expect: 2,
    batch: 200,
    setup: (peer) => ({
      run() {
        const guest = peer.open();
        const result = guest.run('1+1');
        guest.dispose();
        return result;
      },
    }),
  },
  {
    name: 'run a fresh text',
    expect: 3,
    setup(peer) {
      const guest = peer.open();
      return { run: () => guest.run('1 + 2') };
    },
  },
  {
    name: 'run a compiled script',
    expect: 3,
    setup: (peer) => ({ run: peer.open().compile('1 + 2') }),
  },
  {
    name: '1,000 calls from guest to host',
    expect: 1000,
    setup: (peer) => ({
      run: peer
        .open({ add: (/** @type {number} */ n) => n + 1 })
        .compile('(() => { let n = 0; while (n < 1000) n = add(n); return n; })()'),
    }),
  },
  {
    name: '1,000 calls from host to guest',
    expect: 1000,
    setup(peer) {
      const add = peer.open().functionOf('(n) => n + 1');
      return {
        run() {
          let n = 0;
          while (n < 1000) n = add(n);
          return n;
        },
      };
    },
  },
  {
    name: `stop while(true){} after ${TIMEOUT} ms`,
    expect: 'stopped',
    setup: stopped('while (true) {}'),
  },
  {
    name: `stop a regular expression, ${TIMEOUT} ms`,
    expect: 'stopped',
    setup: stopped(CATASTROPHE),
  },
];
