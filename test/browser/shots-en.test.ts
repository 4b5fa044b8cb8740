/** Every page in English: see shots.ts. */
import { lookAtPages } from './shots.ts'

lookAtPages('en')
