// Get the result of an expression, in a context made for it.
const vm = require('rsvm');

const result = vm.runInNewContext('a + b', { a: 1, b: 2 });
console.log(result); // prints 3
