'use strict';

// `AsyncLocalStorage` is given to guests for its `run`. Where hooks keep it (Node 20 and 22), Node calls its
// `_propagate` for every asynchronous resource of the host's: a guest that wrote its own function there, or enabled
// an object of its own, was handed the host's timers and requests, and ran in the middle of messages.

const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const { context, watchForMarks } = require('../helpers/hostile');

watchForMarks();

class Own extends AsyncLocalStorage {}

const CLASS = `{
  constructor() { super(); this.mine = 1 }
  _propagate() { seen.push('propagate') } _enable() { seen.push('enable') } more() { return this.getStore() + this.mine }
}`;

test.each([
  'storage._propagate = note; storage.run(1, work)',
  'Reflect.defineProperty(storage, "_propagate", { value: note }); storage.run(1, work)',
  'storage._enable = note; storage.run(1, work)',
  'storage.kResourceStore = "mine"; storage.run(1, work)',
  'plain._propagate = note; storage._enable?.call(plain); work()',
  'storage._enable?.call({ _propagate: note }); work()',
  'storage.run.call({ getStore() {}, _enable() {}, kResourceStore: "mine" }, 1, work)',
  `new (class extends storage.constructor ${CLASS})().run(1, work)`,
  `new (class extends Own ${CLASS})().run(1, work)`,
  'Own.prototype._propagate = note; new Own().run(1, work)',
  'own._propagate = note; own.enterWith(1); work()',
])('%s shows nothing of the host’s', (code) => {
  const sandbox = {
    storage: new AsyncLocalStorage(),
    own: new Own(),
    Own,
    plain: {},
    resources: /** @type {AsyncResource[]} */ ([]),
    work: () => void sandbox.resources.push(new AsyncResource('rsvm')),
  };
  const run = context(sandbox);
  run(
    `var seen = []; var note = (resource) => seen.push(typeof resource); try { ${code} } catch (e) { e }`,
  );
  sandbox.work();
  expect(run('seen.join()')).toBe('');
  expect(sandbox.resources.some((resource) => Object.hasOwn(resource, 'mine'))).toBe(false);
  sandbox.storage.disable();
  sandbox.own.disable();
});

test.each([
  'storage.run({ user: 1 }, () => storage.getStore().user)',
  'storage.run(1, () => storage.exit(() => storage.getStore()))',
  'storage.mine = 1; storage.run = () => storage.mine; storage.run()',
  `class Mine extends storage.constructor { constructor() { super(); this.mine = 1 } more() { return this.getStore() + this.mine } }
   const mine = new Mine(); mine.mine += 1; mine.run(5, () => mine.more())`,
  'own.run(1, () => own.getStore())',
])('is used: %s', (code) => {
  both((vm) => vm.runInNewContext(code, { storage: new AsyncLocalStorage(), own: new Own() }));
});
