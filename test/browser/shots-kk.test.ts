/** Every page in Kazakh, and in the dark: see shots.ts. */
import { lookAtPages } from './shots.ts'

lookAtPages('kk')
