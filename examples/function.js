// Compile a function from source.
const vm = require('rsvm');

const compiled = vm.compileFunction('return a + b;', ['a', 'b']);
console.log(compiled(1, 2)); // prints 3
