import { writeFile } from 'node:fs/promises'
import { actual, goldenFolders } from './golden.ts'

/** `npm run accept -w corpus`: what the engine makes now is what is expected from here on. Read the diff before you commit it. */
for (const folder of await goldenFolders()) await writeFile(folder.expected, await actual(folder))
