'use strict';

// What a process of an engine's can still do: it is asked to try (src/child/self_test.rs), and the
// operating system is asked what it has taken from it. On Linux; elsewhere the README says what holds.

const { describe, expect, test } = require('@jest/globals');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const rsvm = require('..');
const { enginesOf } = require('./helpers/engines');

const ROOT = path.join(__dirname, '..');
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('a process of an engine’s', () => {
  const addon = fs.readdirSync(ROOT).find((name) => /^rsvm\.linux-.*\.node$/.test(name));
  const executable = addon?.replace('rsvm.', 'rsvm-engine.').replace('.node', '');

  test('can do nothing of what it tries', () => {
    const files = [executable, addon].map((name) => path.join(ROOT, String(name)));
    const output = execFileSync(files[0], [files[1], '--self-test'], { encoding: 'utf8' });
    const lines = output.trim().split('\n');
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.filter((line) => !/: refused: Operation not permitted/.test(line))).toEqual([]);
    for (const attempt of ['read a file', 'connect', 'start a program', 'fork']) {
      expect(lines.some((line) => line.startsWith(`${attempt}: refused`))).toBe(true);
    }
  });

  test('has nothing open but its pipes, no environment and no privileges', () => {
    process.env.RSVM_TEST_SECRET = 'not for guests';
    rsvm.createContext({}, { isolation: 'process' });
    delete process.env.RSVM_TEST_SECRET;
    const pids = enginesOf();
    let confined = 0;
    for (const pid of pids) {
      const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
      // The one that is being started now is not confined yet, and serves nobody.
      if (!/^Seccomp:\s+2$/m.test(status)) continue;
      confined += 1;
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      const open = fs.readdirSync(`/proc/${pid}/fd`).map((fd) => {
        return fs.readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/:.*/, '');
      });
      expect(open.filter((target) => target !== 'pipe' && target !== '/dev/null')).toEqual([]);
      const names = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      expect(names.filter((name) => name !== '' && !name.startsWith('TZ='))).toEqual([]);
      const limits = fs.readFileSync(`/proc/${pid}/limits`, 'utf8');
      expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
      expect(limits).toMatch(/^Max processes\s+0\s+0/m);
    }
    // That of the context at least, which has answered.
    expect(confined).toBeGreaterThan(0);
  });

  test('knows the host’s time zone all the same', () => {
    const source = 'new Date(2024, 6, 1).getTimezoneOffset()';
    expect(rsvm.runInNewContext(source, {}, { isolation: 'process' })).toBe(
      rsvm.runInNewContext(source, {}),
    );
  });
});
