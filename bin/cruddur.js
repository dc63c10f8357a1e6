import { enableCompileCache } from 'node:module'

// A JavaScript file, so that the compile cache is enabled before any TypeScript is loaded. It halves the time of a short command.
enableCompileCache()
await import('./main.ts')
