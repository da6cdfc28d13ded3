'use strict';

// Methods by which the classes of Node's call themselves, with what they have looked at before, some of it for their
// C++: a guest that has a stream calls them with whatever it has. A text in the place of bytes, or a second call
// during the first, ended the process.

const { expect, test } = require('@jest/globals');
const both = require('../helpers/both');
const child = require('../helpers/child');

test.each([
  'zlib.createGzip()._transform("abc", "", () => {})',
  'const gzip = zlib.createGzip(); for (const _ of [1, 2]) gzip._transform(Buffer.from("abc"), "", () => {})',
  'zlib.createInflate()._processChunk("abc", 0)',
  'zlib.Gzip.prototype._transform.call(zlib.createGzip(), "abc", "", () => {})',
  'Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gzip.prototype)), "_transform").value.call(zlib.createGzip(), "abc", "", () => {})',
  'new (class extends zlib.Gzip { go() { super._transform("abc", "", () => {}) } })().go()',
  'crypto.createHash("sha1")._transform({}, "", () => {})',
])('%s is refused', async (code) => {
  const source = `
    const box = { Buffer, zlib: require('node:zlib'), crypto: require('node:crypto'), print: console.log };
    require('rsvm').runInNewContext(${JSON.stringify(`try { ${code} } catch (error) { print(error.name) }`)}, box);
    setTimeout(() => console.log('alive'), 5);`;
  expect((await child(source)).stdout).toBe('TypeError\nalive\n');
});

test.each([
  `class Upper extends stream.Transform {
     _transform(chunk, _, done) { done(null, String(chunk).toUpperCase()) }
     _flush(done) { this.push('!'); done() }
   }
   const upper = new Upper(); upper.write('a'); upper.end(); texts(upper.read())`,
  'const other = new stream.Transform(); other._transform = (chunk, _, done) => done(null, "x" + chunk); other.end("a"); texts(other.read())',
  `class Through extends stream.PassThrough {
     _write(...args) { super._write(...args) } _transform(...args) { super._transform(...args) } _destroy(...args) { super._destroy(...args) }
   }
   const through = new Through(); through.end('a'); const text = texts(through.read()); through.destroy(); text`,
  'class Zipped extends zlib.Gzip {} new Zipped().end("abc").writableEnded',
  'new zlib.Gzip()._destroy(null, () => {})',
  'new net.Socket()._destroy(null, () => {})',
  'new http.ServerResponse({ method: "GET" })._implicitHeader()',
])('is called as its own: %s', (code) => {
  both((vm) =>
    vm.runInNewContext(code, {
      stream: require('node:stream'),
      zlib: require('node:zlib'),
      net: require('node:net'),
      http: require('node:http'),
      texts: String,
    }),
  );
});
