/** What the checks of bounds find: how much is taken of what one PC could take from all others. */

export const bounds = {
  'answer-sets-none': 'There is no set of answered addresses.',
  'answer-sets-right':
    'The fullest set of answered addresses, of {whose}, has {elements:number} of {size:number} places taken.',
  'answer-sets-full':
    'The set of answered addresses of {whose} is nearly full: {elements:number} of {size:number} places are taken. When it is full, no site opens there that was not open before.',
  'answer-sets-remedy':
    'A listed site whose name server answers with very many addresses fills it: see in the journal which site is asked for so often, and take it off the list. What nobody connects to leaves in a minute or two.',
} as const
