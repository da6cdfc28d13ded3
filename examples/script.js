// Compile a script once, and run it as often as you like.
const vm = require('rsvm');

const script = new vm.Script('a + b');
const ctx = { a: 1, b: 2 };
console.log(script.runInContext(ctx)); // prints 3
