import { enableCompileCache } from 'node:module'

// JavaScript, and before all else: so not even the first file need be stripped of its types again. It halves a short command.
enableCompileCache()
await import('./main.ts')
