/** What the entries of the plan of the year say: the suggested ones, and what somebody typed. */

export const plan = {
  'plan-typed': '{words}',
  'plan-entry-who': '{title:message} ({who:message})',
  'plan-informatics-teacher': 'informatics teacher',
  'plan-class-teachers': 'class teachers',
  'plan-psychologist': 'psychologist',
  'plan-deputy': "director's deputy for education",
  'plan-commission': 'commission',
  'plan-briefing': 'Safety briefing of term {term:number}: all classes, about harmful content',
  'plan-meeting-consents':
    "Parents' meeting: protecting children from harmful content, the white list and the consents",
  'plan-meeting-home': "Parents' meeting: setting up parental control at home",
  'plan-meeting-bullying': "Parents' meeting: dangers of social networks, and cyberbullying",
  'plan-meeting-summer': "Parents' meeting: results of the year, and safety on the internet in the holidays",
  'plan-class-hours': 'Class hours "Safe Internet"',
  'plan-cyber-lesson': 'Cybersecurity lesson within "Safe School"',
  'plan-safer-internet-day': 'Safer Internet Day',
  'plan-drawing-contest': 'Contest of drawings and posters "Safe Internet"',
  'plan-report-ready': 'Make the monthly report "Analysis of social networks"',
  'plan-report-handed': 'Hand in the monthly report to the city education department',
  'plan-history-check': "Check of the access history in the informatics room, with the commission's report",
} as const
