// Lend the code your console.
const vm = require('rsvm');

const box = { console };
vm.createContext(box);
vm.runInContext('console.log("User code executed!")', box); // prints User code executed!
