// A jsdom window whose scripts run from outside only: the page's code runs in rsvm.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Script } from 'node:vm';
import { types } from 'node:util';
import { JSDOM } from 'jsdom';

const dom = new JSDOM('<!doctype html><h1 id="title">Hello</h1><ul id="list"></ul>', {
  url: 'https://example.test/',
  runScripts: 'outside-only',
});
const { window } = dom;

// The context is none of Node's.
assert.throws(() => new Script('1').runInContext(dom.getInternalVMContext()));
assert.ok(types.isProxy(window.eval('({})')));

assert.equal(window.eval('document.getElementById("title").textContent'), 'Hello');
assert.equal(window.eval('location.href'), 'https://example.test/');
assert.equal(window.eval('window === globalThis && document instanceof Document'), true);

window.eval(`
  for (const name of ['one', 'two']) {
    const item = document.createElement('li');
    item.textContent = name;
    document.getElementById('list').append(item);
  }
`);
assert.equal(window.document.getElementById('list').innerHTML, '<li>one</li><li>two</li>');

window.eval(`
  var clicks = 0;
  const button = document.createElement('button');
  document.body.append(button);
  button.addEventListener('click', (event) => { clicks += event.target === button ? 1 : 100; });
  button.click();
`);
assert.equal(window.clicks, 1);

window.eval(`
  customElements.define('up-per', class extends HTMLElement {
    connectedCallback() { this.textContent = this.textContent.toUpperCase(); }
  });
  document.body.insertAdjacentHTML('beforeend', '<up-per>quiet</up-per>');
`);
assert.equal(window.document.querySelector('up-per').textContent, 'QUIET');

assert.throws(() => window.eval('nobody.has.this'), { name: 'ReferenceError' });
assert.equal(window.eval('typeof process + typeof require'), 'undefinedundefined');

const changed = once(process, 'jsdom-title');
window.done = () => process.emit('jsdom-title');
window.eval('setTimeout(() => { document.title = "later"; done(); }, 5)');
await changed;
assert.equal(window.document.title, 'later');

window.close();
