// Read from the sandbox, and find there what the code left.
const vm = require('rsvm');

const sandbox = { x: 2, y: 3 };
vm.createContext(sandbox);
vm.runInContext('result = x + y', sandbox);
console.log(sandbox.result); // prints 5
