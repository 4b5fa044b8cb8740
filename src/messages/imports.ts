/** What is said of lines and files that a teacher brings many sites in. */

export const imports = {
  'bulk-too-long': 'The file is too long: at most {most:number} MiB can be read.',
  'bulk-too-many': 'The file has {lines:number} lines: at most {most:number} can be read at once. Split it.',
  'bulk-too-many-sites': 'The file names too many sites: at most {most:number} can be read at once. Split it.',
  'bulk-workbook':
    'This is a file of an office program. Save the sheet as CSV, or mark its cells, copy them and paste them here.',
  'bulk-no-text': 'This file is no text: nothing was read.',
  'bulk-empty': 'There is nothing to read in it.',
  'bulk-draft-wrong': 'The draft has mistakes: correct them before sites are added.',
  'bulk-unchanged': 'The draft is written in a way that this cannot change: nothing was done. Change it in its text.',
  'bulk-no-site': 'No address of a site stands here.',
  'bulk-no-whole-site': 'This rule is about something else than a whole site.',
  'bulk-blocks': 'This line shuts the site where it comes from, while other lines let sites pass.',
  'bulk-list-blocks':
    'This file is made to shut sites, {count:number} of them: here they would open. Be sure that this is meant.',
  'bulk-same': 'It is the same as in line {line:number}.',
  'bulk-other': 'Line {line:number} says something else of the same site.',
  'bulk-below': '{site} of line {line:number} opens it already.',
  'bulk-listed': 'It stands in the draft already.',
  'bulk-opens': '{site} of the draft opens it already.',
  'bulk-nothing-new': 'There is nothing new in it.',
  'bulk-unkept': 'The draft could not be kept, and nothing was added: {reason}.',
  'bulk-forgotten': 'The list that was read is not known any more: read it again.',
  'bulk-no-undo': 'What was added last cannot be taken back: the draft was changed since, or nothing was added.',
  'catalogue-missing': 'The catalogue of ready groups cannot be read: {reason}. Install the package aqtizim again.',
  'catalogue-broken': 'The catalogue of ready groups is damaged. Install the package aqtizim again.',
  'catalogue-no-group': 'The catalogue has no group {group}, or has it no more.',
} as const
