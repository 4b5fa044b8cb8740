/** What is said of the list that a district publishes for its schools. */

export const districtList = {
  'district-list-off':
    'No list of a district is set. The administrator sets it on the page Settings, or in the section district_list of /etc/config/aqtizim.',
  'district-list-none-yet': 'No list of the district has come yet.',
  'district-list-refused': "The district's list is refused, and what is here stays: {fault:message}.",
  'district-list-unreached': "The district's list could not be fetched: {fault:message}.",
  'district-list-stale':
    "Nothing has been heard of the district's list for {days:number} days. The page White list says why; what is here stays.",
  'district-list-no-signature': 'what lies at {url} is no signature',
  'district-list-bad-key': "the district's key in the settings is no signify key",
  'district-list-other-key': "it is signed with the key {key}, and the district's is {wanted}",
  'district-list-wrong-signature': 'its signature does not fit it: it was changed, or only a part of it came',
  'district-list-no-list': 'what lies there is no list of a district: it begins with {text}',
  'district-list-not-utf8': 'it is no text in UTF-8',
  'district-list-older': 'it is version {version:number}, and this router has had version {known:number}',
  'district-list-other-content': 'it is another text than version {version:number} that this router has',
  'district-list-wrong': 'line {line:number}: {fault:message}',
  'district-list-own-key': 'line {line:number}: {key} is for the list of a school alone',
  'district-list-large': 'it has more than {most:number} octets',
  'district-list-status': 'the server answers with the status {status:number}',
  'district-list-redirect': 'the server leads on to {to}, which is not HTTPS',
  'district-list-redirects': 'the server leads on more than {most:number} times',
  'district-list-slow': 'it did not come within {seconds:number} seconds',
  'district-list-no-authorities':
    'the certificates of the authorities are missing ({file}): install the package ca-bundle',
  'district-list-unkept': "The district's list cannot be kept: {reason}.",
  'district-list-damaged': "The district's list that was kept cannot be read; it is fetched anew.",
  'district-list-changed': "The district's list is another by now: look at it again.",
  'district-list-nothing-left': 'Nothing of this is left to take over.',
} as const
