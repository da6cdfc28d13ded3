// A happy-dom window that runs a page's scripts: they run in rsvm.

import assert from 'node:assert/strict';
import { types } from 'node:util';
import { Window } from 'happy-dom';

const window = new Window({
  url: 'https://example.test/',
  settings: {
    enableJavaScriptEvaluation: true,
    suppressInsecureJavaScriptEnvironmentWarning: true,
  },
});
const { document } = window;
document.body.innerHTML = '<h1 id="title">Hello</h1><ul id="list"></ul>';

// What the page makes is none of Node's.
assert.ok(types.isProxy(window.eval('({})')));
assert.equal(window.eval('document.getElementById("title").textContent'), 'Hello');
assert.equal(window.eval('window === globalThis && document.body instanceof HTMLElement'), true);

const script = document.createElement('script');
script.textContent = `
  window.seen = location.href;
  for (const name of ['one', 'two']) {
    const item = document.createElement('li');
    item.textContent = name;
    document.getElementById('list').append(item);
  }
`;
document.body.append(script);
assert.equal(window.seen, 'https://example.test/');
assert.equal(document.getElementById('list').innerHTML, '<li>one</li><li>two</li>');

window.eval(`
  window.clicks = 0;
  const button = document.createElement('button');
  document.body.append(button);
  button.addEventListener('click', (event) => { clicks += event.target === button ? 1 : 100; });
  button.click();
`);
assert.equal(window.clicks, 1);

window.eval(`
  class Upper extends HTMLElement {
    connectedCallback() { this.textContent = this.getAttribute('text').toUpperCase(); }
  }
  customElements.define('up-per', Upper);
  document.body.insertAdjacentHTML('beforeend', '<up-per text="quiet"></up-per>');
`);
assert.equal(document.querySelector('up-per').textContent, 'QUIET');
assert.equal(window.eval('typeof process + typeof require'), 'undefinedundefined');

await window.happyDOM.close();
