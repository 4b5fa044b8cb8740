/** Every page in Russian: see shots.ts. */
import { lookAtPages } from './shots.ts'

lookAtPages('ru')
