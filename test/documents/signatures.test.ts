/** Tests that a signature line never stands on a page of its own. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Block } from '../../src/documents/model.ts'
import { isWrong } from '../../src/documents/paper-kind.ts'
import { sampleAnswers, samplePapers } from '../papers/all.ts'

const test = suite('signatures')

for (const kind of samplePapers())
  test(kind.name, async () => {
    const paper = await kind.write(sampleAnswers(kind), 'kk', () => {})
    if (isWrong(paper)) throw new Error(paper.message)
    let last: Block | undefined
    for await (const block of paper.body) {
      assert.is.not(block.kind, 'signatures')
      last = block
      if (block.kind === 'table') for await (const _ of block.rows);
    }
    // The plan is signed in its corner.
    if (kind.name === 'plan') return
    assert.ok(last?.kind === 'together')
    const kinds = last.blocks.map((each) => each.kind)
    assert.is(kinds.at(-1), 'signatures')
    assert.ok(kinds.length > 1, kinds.join())
  })

test.run()
