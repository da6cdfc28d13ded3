'use strict';

// The loader of the engine: what it looks for and in which order, and what it says if there is nothing
// to load. It is loaded as a copy, which looks around where it lies: in a folder of the test's own.

const { afterEach, beforeEach, describe, expect, test } = require('@jest/globals');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

describe('the loader of the engine', () => {
  const platform = `${process.platform}-${process.arch}`;
  /** @type {string} */
  let root;

  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'rsvm-native-')));
    fs.mkdirSync(path.join(root, 'lib'));
    fs.copyFileSync(path.join(__dirname, '../lib/native.js'), path.join(root, 'lib/native.js'));
  });

  afterEach(() => fs.rmSync(root, { recursive: true }));

  function load() {
    const script = `
      let out;
      try { out = { exports: require('./lib/native.js') }; }
      catch ({ name, code, message, cause }) { out = { name, code, message, cause: cause?.code }; }
      console.log(JSON.stringify(out));`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
    return JSON.parse(stdout);
  }

  /** The name for this platform that is tried first. */
  function target() {
    return /rsvm\.(.+)\.node: not found/.exec(load().message)?.[1];
  }

  test('says what it tried, and the remedy, if there is nothing to load', () => {
    const { name, code, message, cause } = load();
    expect({ name, code, cause }).toEqual({
      name: 'Error',
      code: 'ERR_RSVM_NATIVE_LOAD',
      cause: undefined,
    });
    expect(message).toMatch(
      `rsvm could not load its engine for ${platform}, Node.js ${process.version}.`,
    );
    expect(message).toMatch(`${path.join(root, `rsvm.${target()}.node`)}: not found`);
    expect(message).toMatch(`rsvm-${target()}: not found`);
    expect(message).toMatch('npm run build');
  });

  test('says why a file that is there could not be loaded', () => {
    const file = path.join(root, `rsvm.${target()}.node`);
    fs.writeFileSync(file, 'not a library');
    const { code, message, cause } = load();
    expect({ code, cause }).toEqual({ code: 'ERR_RSVM_NATIVE_LOAD', cause: 'ERR_DLOPEN_FAILED' });
    const line = message.split('\n').find((/** @type {string} */ text) => text.includes(file));
    expect(line).toMatch(/\.node: .+/);
    expect(line).not.toMatch('not found');
  });

  test('loads the prebuilt package, with its executable, if there is no build of our own', () => {
    const name = target();
    const folder = path.join(root, 'node_modules', `rsvm-${name}`);
    fs.mkdirSync(folder, { recursive: true });
    const stub = 'exports.open = () => ({ setProgram(file) { this.executable = file } });';
    fs.writeFileSync(path.join(folder, 'index.js'), stub);
    expect(load()).toEqual({
      exports: { executable: path.join(folder, `rsvm-engine.${name}`) },
    });
  });
});
