import type { ErrorWithText, StartError } from './errorCodes.ts'
import { createPlural } from './plural.ts'

/*
 * Every text of the client. A translation is a copy of this file with the same names: see "Texts and translations" in
 * CONTRIBUTING.md. The build loads each text together with the code that uses it (web/textsPlugin.ts).
 */

export const language = 'en'
export const direction: 'ltr' | 'rtl' = 'ltr'
/** The formats of dates and times for people whose browser has none in this language. */
export const usualLocale = 'en-GB'

export const formatNumber = (number: number): string => number.toLocaleString(language)
/** One form for each plural category of the language. `#` stands for the number. */
export const plural = createPlural(language)

/* index.html, and the titles of pages */

export const productName = 'Cruddur Messages'
/** Below the icon of the installed app. */
export const productShortName = 'Cruddur'
export const productDescription = 'Direct messages for Cruddur'
export const javaScriptNeeded = 'Turn on JavaScript to use Cruddur Messages.'

/* In several places */

export const cancel = 'Cancel'
export const close = 'Close'
export const reload = 'Reload'
export const save = 'Save'
export const showLess = 'Show less'
export const showMore = 'Show more'
export const signIn = 'Sign in'
export const signOut = 'Sign out'
export const tryAgain = 'Try again'
export const undo = 'Undo'

export const connecting = 'Connecting…'
export const loading = 'Loading…'
export const saved = 'Saved'
export const saving = 'Saving…'
export const searching = 'Searching…'

export const you = 'You'
export const someone = 'Someone'
export const options = 'More options'

/* Days */

export const today = 'Today'
export const yesterday = 'Yesterday'

/* The status line: what does not work at the moment */

export const sessionExpired = 'Your session has expired.'
export const cantConnectRetrying = "Can't connect. Trying again…"
export const cantConnectUnsaved = "Can't connect. Keep this page open until your messages are sent."
export const offline = 'No internet connection. Messages will be sent later.'
export const offlineUnsaved = 'No internet connection. Keep this page open until your messages are sent.'
export const cantSave =
  "This browser can't save what you write. Keep this page open until your messages are sent."
export const throttled = "You're doing that too fast. Trying again in a moment…"
export const polling = 'Live updates unavailable. Checking every few seconds.'

/* Pages that consist of a card */

export const cantConnect = "Can't connect"
export const checkConnection = 'Check your internet connection. Trying again…'
export const checkConnectionFirst = 'Check your internet connection and try again.'
export const pageNotFound = 'Page not found'
export const pageNotFoundHint = "This page doesn't exist or has moved."
export const goToMessages = 'Go to messages'
export const crashed = 'Something went wrong'
export const crashedHint = "We couldn't display this page. Nothing you've written is lost."

/* Signing in and signing up */

export const emailAddress = 'E-mail address'
export const password = 'Password'
export const newPassword = 'New password'
export const newPasswordHint = 'At least 12 characters. A few random words work well.'
export const showPassword = 'Show password'
export const hidePassword = 'Hide password'
export const code = 'Code'
export const codeFormat = '6 digits'
export const pleaseWait = 'Please wait…'

export const signInAgain = 'Your session has expired. Sign in again to continue.'
export const unsentIsSaved = 'Your unsent messages are saved.'
export const signedOut = "You're signed out."
export const signedOutEverywhere = "You're signed out on all your devices."
export const accountDeleted =
  'Your account has been deleted. It can take a few minutes until everything is gone.'
export const signUpInstead = "Don't have an account? Sign up"
export const forgotPassword = 'Forgot password?'

export const signUp = 'Sign up'
export const signInInstead = 'Already have an account? Sign in'
export const name = 'Name'
export const handle = 'Handle'
export const newHandleHint = 'How people find you. Letters, digits, underscores.'
export const handleFormat = 'Up to 30 letters, digits and underscores'
export const handleIsTaken = (taken: string) => `@${taken} is already taken.`

export const checkEmail = 'Check your e-mail'
export const checkEmailHint =
  "We've e-mailed you a 6-digit code. If it doesn't arrive within a minute, check your spam folder."
export const confirm = 'Confirm'
export const resendCode = 'Resend code'
export const newCodeSent = "We've sent you a new code."
export const alreadyConfirmed = 'This e-mail address is already confirmed, or has no account. Try signing in.'
export const backToSignIn = 'Back to sign in'

export const resetPassword = 'Reset your password'
export const sendCode = 'Send code'
export const chooseNewPassword = 'Choose a new password'
export const codeSentTo = (email: string) => `If ${email} has an account, we've e-mailed a code to it.`
export const saveAndSignIn = 'Save and sign in'

/* The lists of conversations */

export const messages = 'Messages'
export const messageRequests = 'Message requests'
export const archived = 'Archived'
export const blocked = 'Blocked'
export const conversations = 'Conversations'
export const people = 'People'
export const moreLists = 'More lists'
export const newMessage = 'New message'
export const backToMessages = 'Back to messages'
export const selectConversation = 'Select a conversation'

export const draftPrefix = 'Draft: '
export const ownPrefix = 'You: '
export const typing = 'typing'
export const unread = 'unread'
export const muted = 'Muted'
export const messageDeleted = 'Message deleted'
export const youDeletedMessage = 'You deleted a message'
export const optionsFor = (person: string) => `Options for ${person}`

export const noConversations = 'No conversations yet'
export const noConversationsHint =
  'Find someone by their name or @handle, or send people your link so that they can message you.'
export const startConversation = 'Start a conversation'

export const noRequests = 'No message requests'
export const noRequestsHint =
  'In the settings, you choose whether first messages from people you have never written to arrive here.'
export const nothingArchived = 'Nothing archived'
export const nothingArchivedHint =
  'Archive a conversation to move it out of your list. A new message brings it back.'
export const nothingBlocked = 'No blocked conversations'
export const nothingBlockedHint =
  'When you block someone, your conversation with them moves here. The settings list everybody you have blocked.'

/* Searching for people and conversations */

export const search = 'Search'
export const clearSearch = 'Clear search'
export const nameOrHandle = 'Name or @handle'
export const conversationsAndPeople = 'Conversations and people'
export const results = (count: number) => plural(count, { one: '# result', other: '# results' })
export const noResults = (query: string) =>
  `No results for “${query}”. Check the spelling, or ask for their @handle.`
export const searchOlderConversations = 'Search older conversations'
export const cantFindSomeone = "Can't find someone? Send them your link."
export const copyOwnLink = 'Copy my link'
export const jumpToConversation = 'Jump to conversation'

/* Searching in a conversation */

export const searchMessages = 'Search messages'
export const closeSearch = 'Close search'
export const backToResults = 'Back to results'
export const wordsInConversation = 'Words in this conversation'
export const foundMessages = 'Results'
export const searchMessagesHint = 'Finds messages that contain all the words, newest first.'
export const noMessagesContain = (query: string) => `No messages contain “${query}”.`
export const noNewerMessagesContain = (query: string) => `Nothing in the newer messages for “${query}”.`
export const searchOlderMessages = 'Search older messages'

/* An open conversation */

export const conversation = 'Conversation'
export const conversationNotFound = 'Conversation not found'
export const conversationNotFoundHint = "It doesn't exist, or you're not part of it."
export const notLoaded = 'Not loaded yet'
export const notLoadedHint = "The messages of this conversation appear when you're online again."
export const messagesWith = (person: string | undefined) => `Messages with ${person ?? 'someone'}`
export const isTyping = (person: string) => `${person} is typing…`
export const newMessages = 'New messages'
export const newCount = (count: string) => `${count} new`
export const jumpToLatest = 'Jump to latest'
export const beginning = 'This is the beginning of your conversation.'
export const beginningWith = (person: string) => `This is the beginning of your conversation with ${person}.`

export const notSentHere = 'Not sent'
export const accountNotFound = 'Account not found'
export const accountNotFoundHint = (person: string) =>
  `Check the spelling of ${person}. Handles contain only letters, digits and underscores.`
export const cantMessageYourself = "You can't message yourself"
export const cantMessageYourselfHint = (ownHandle: string) =>
  `${ownHandle} is your own handle. Search for somebody else to message.`

/* A group. Without a name, it is the user who reads the text. */

export const groupCreated = (by: string | undefined, title: string) =>
  `${by ?? 'You'} created the group “${title}”`
export const groupRenamed = (by: string | undefined, title: string) =>
  `${by ?? 'You'} renamed the group to “${title}”`
export const memberAdded = (by: string | undefined, person: string | undefined) =>
  `${by ?? 'You'} added ${person ?? 'you'}`
export const memberRemoved = (by: string | undefined, person: string | undefined) =>
  `${by ?? 'You'} removed ${person ?? 'you'}`
export const memberLeft = (person: string | undefined) => `${person ?? 'You'} left`
export const ownerChanged = (person: string | undefined) =>
  person ? `${person} is the owner now` : 'You are the owner now'
export const newGroup = 'New group'
export const groupTitle = 'Title'
export const titleMissing = 'Enter a title.'
export const addPeople = 'Add people'
export const peopleMissing = 'Add at least one person.'
export const chosenPeople = 'Chosen people'
export const removeFromChoice = (person: string) => `Remove ${person} from the choice`
export const createGroup = 'Create group'
export const creating = 'Creating…'
export const cantAdd = (person: string) => `${person} can't be added to the group.`
export const cantAddBlocked = (person: string) => `You have blocked ${person}. Unblock them to add them.`
export const groupInfo = 'Group info'
export const owner = 'Owner'
export const yourself = '(you)'
export const joined = (time: string) => `Joined ${time}`
export const hasReadEverything = 'Has read everything'
export const hasReadNothing = 'Has read nothing yet'
export const hasReadUntil = (time: string) => `Has read until ${time}`
export const remove = 'Remove'
export const removePerson = (person: string) => `Remove ${person}`
export const removeQuestion = (person: string) =>
  `Remove ${person}? They can't read the group any more, not even what was written before.`
export const personAdded = (person: string) => `You added ${person}.`
export const personRemoved = (person: string) => `You removed ${person}.`
export const groupMembers = 'Members of the group'
export const leaveGroup = 'Leave group…'
export const leaveGroupQuestion = 'Leave group?'
export const leaveHint = (title: string) =>
  `You can't read “${title}” any more, not even what was written before. Your draft and your unsent messages in it are deleted.`
export const leave = 'Leave'
export const leaving = 'Leaving…'
export const youLeft = (title: string) => `You left “${title}”`
export const groupRequest = "You were added to this group. The others can't see that you've read this."
export const deleteInGroupHint =
  "It is deleted for everybody: nobody in the group can read it any more. This can't be undone."
export const senderPrefix = (person: string) => `${person}: `
export const memberCount = (count: number) => plural(count, { one: '# member', other: '# members' })
export const severalAreTyping = 'Several people are typing…'
export const fromBlockedPerson = 'Message from someone you blocked'
export const sinceYouJoined = 'You see the messages since you joined.'

/* A message */

export const messageOptions = 'Message options'
export const sent = 'Sent'
export const seen = 'Seen'
export const edited = 'edited'
export const editedAt = (time: string) => `Edited ${time}`
export const sending = 'Sending…'
export const waitingForNetwork = 'Waiting for network…'
export const notSent = 'Not sent.'
export const notChanged = {
  edit: 'Not edited.',
  deletion: 'Not deleted.',
  reaction: 'Reaction not saved.',
}
export const discard = 'Discard'
export const messageNotAvailable = 'Message not available'
export const inReplyTo = 'In reply to'
export const react = 'React'
export const reply = 'Reply'
export const reactions = 'Reactions'
export const moreReactions = 'More reactions'
export const reactWith = (emoji: string) => `React with ${emoji}`
export const youInList = 'you'
export const formerMember = 'a former member'
export const moreOthers = (count: number) => plural(count, { one: '# other', other: '# others' })
export const listOfPeople = (names: readonly string[]) => new Intl.ListFormat(language).format(names)

/* Photos */

export const photo = 'Photo'
export const photos = (count: number) => plural(count, { one: 'Photo', other: '# photos' })
export const addPhotos = 'Add photos'
export const choosePhotos = 'Choose photos'
export const takePhoto = 'Take a photo'
export const dropPhotos = 'Drop photos here'
export const photosToSend = 'Photos to send'
export const preparingPhoto = 'Preparing photo…'
export const removePhoto = 'Remove photo'
export const alt = 'ALT'
export const describePhoto = 'Describe photo'
export const changeDescription = 'Change description of photo'
export const description = 'Description'
export const descriptionHint = "For people who can't see the photo."
export const photosNeedConversation = 'Send a message first. Then you can send photos here.'
export const photosNotInEdit = 'Save or cancel your edit first. Then you can add photos.'
export const tooManyPhotos = (limit: number) =>
  `You can send up to ${formatNumber(limit)} photos in one message.`
export const notAPhoto = (file: string) =>
  `“${file}” can't be opened. Photos can be JPEG, PNG, WebP or GIF files.`
export const gifTooLarge = (file: string) => `“${file}” is too large. An animated GIF can be up to 10 MB.`
export const photoTooLarge = (file: string) => `“${file}” is too large.`
export const uploading = 'Uploading…'
export const cancelUpload = 'Cancel upload'
export const andMorePhotos = (count: number) => plural(count, { one: 'and # more', other: 'and # more' })
export const cantLoadPhoto = "Can't load this photo"
export const showPhotos = (count: number) => plural(count, { one: 'Show photo', other: 'Show # photos' })
export const previousPhoto = 'Previous photo'
export const nextPhoto = 'Next photo'
export const photoPlace = (place: number, count: number) => `${formatNumber(place)} of ${formatNumber(count)}`
export const zoomIn = 'Zoom in'
export const zoomOut = 'Zoom out'
export const download = 'Download'

/* The menu of a message */

export const edit = 'Edit'
export const copyText = 'Copy text'
export const copyLinkToMessage = 'Copy link to message'
export const removeReaction = 'Remove reaction'
export const deleteUnsent = 'Delete'
export const deleteWithQuestion = 'Delete…'
export const report = 'Report…'
export const movedToDraft = 'Moved to your draft'

export const deleteMessage = 'Delete message?'
export const deleteMessageHint = (person: string) =>
  `It is deleted for everybody: ${person} can't read it any more either. This can't be undone.`
export const deleteForEverybody = 'Delete for everybody'

/* Writing */

export const messageTo = (person: string | undefined) => `Message to ${person ?? 'this person'}`
export const message = 'Message'
export const send = 'Send'
export const emoji = 'Emoji'
export const editMessage = 'Edit message'
export const editingMessage = 'Editing message'
export const stopEditing = 'Stop editing'
export const removeQuote = 'Remove quote'
export const editDiscarded = 'Edit discarded'
export const editedMessageDeleted = 'The message was deleted.'
export const editedMessageDeletedToDraft = 'The message was deleted. Your text is in the draft.'
export const charactersLeft = (count: number) => `${formatNumber(count)} left`
export const charactersOver = (count: number, limit: number) =>
  `${formatNumber(count)} over the limit of ${formatNumber(limit)} characters`

export const messageRequest = 'Message request'
export const wantsToWrite = (person: string) =>
  `${person} wants to write to you. They can't see that you've read this.`
export const accept = 'Accept'
export const decline = 'Decline'
export const block = 'Block'
export const unblock = 'Unblock'
export const youBlocked = (person: string) => `You blocked ${person}.`
export const youUnblocked = (person: string) => `You unblocked ${person}.`

/* The menu of a conversation */

export const mute = 'Mute'
export const unmute = 'Unmute'
export const muteForOneHour = 'Mute for 1 hour'
export const muteForEightHours = 'Mute for 8 hours'
export const muteUntilUnmuted = 'Mute until I turn it back on'
export const mutedUntil = (time: string) => `Muted until ${time}`
export const noLongerMuted = 'No longer muted'
export const markAsRead = 'Mark as read'
export const markAsUnread = 'Mark as unread'
export const archive = 'Archive'
export const unarchive = 'Unarchive'
export const conversationArchived = 'Conversation archived'
export const movedToConversations = 'Moved to your conversations'
export const requestDeclined = 'Request declined'
export const copyLink = 'Copy link'
export const openInNewTab = 'Open in new tab'
export const deleteDraft = 'Delete draft'
export const draftDeleted = 'Draft deleted'

export const copied = 'Copied'
export const linkCopied = 'Link copied'
export const couldntCopy = "Couldn't copy"

/* Reporting a message */

export const reportMessage = 'Report message'
export const nothingToReport = (person: string) => `There is no message from ${person} to report.`
export const reportedMessage = 'The message:'
export const reportHint = (person: string) =>
  `The moderators of Cruddur receive this message and up to five messages before and after it. ${person} isn't told.`
export const reportReason = 'What is wrong with it?'
export const reportReasons = { spam: 'Spam', abuse: 'Abuse or harassment', other: 'Something else' }
export const reasonMissing = 'Choose a reason.'
export const reportNote = 'Note for the moderators (optional)'
export const charactersOf = (count: number, limit: number) =>
  `${formatNumber(count)} of ${formatNumber(limit)} characters`
export const alsoBlock = (person: string) => `Also block ${person}`
export const sendReport = 'Send report'
export const reportSent = 'Report sent'
export const reportSentAndBlocked = (person: string) => `Report sent. You blocked ${person}.`

/* The account, its profile and its settings */

export const account = 'Account'
export const profile = 'Profile'
export const changeProfile = 'Change'
export const settings = 'Settings'
export const appearances = {
  system: 'System appearance',
  light: 'Light appearance',
  dark: 'Dark appearance',
}
export const keyboardShortcuts = 'Keyboard shortcuts'

export const yourDevices = 'Your devices'
export const signOutEverywhere = 'Sign out everywhere…'
export const signOutEverywhereHint =
  'Have you lost a device, or left a browser signed in? Sign out of all of them at once.'
export const signOutEverywhereQuestion =
  'Sign out on all devices, including this one? To use Cruddur again, you need your password.'
export const unsentStays = 'What you have written here and not sent stays in this browser.'
export const signingOut = 'Signing out…'

export const yourData = 'Your data'
export const exportHint =
  'Get a copy of your profile, your settings, and the messages and photos you have sent, as ZIP files. What others wrote is not part of it.'
export const exportData = 'Export your data'
export const exportAgain = 'Export again'
export const exportRunning =
  'Preparing your files… This can take a few minutes. You can close this window and come back later.'
export const exportFailed = "Your data couldn't be exported."
export const exportLimit = 'You can export your data three times a day. Try again tomorrow.'
export const exportReady = (created: string, expires: string) =>
  `Exported on ${created}. You can download it until ${expires}.`
/** Files are shown in the unit that a file manager would choose. */
export const fileSize = (bytes: number) => {
  const [unit, size] = bytes < 1_000_000 ? ['kilobyte', bytes / 1000] : ['megabyte', bytes / 1_000_000]
  const maximumFractionDigits = size < 10 ? 1 : 0
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits }).format(size)
}

export const deleteAccount = 'Delete account'
export const deleteAccountWithQuestion = 'Delete account…'
export const deleteAccountShortHint = 'Deletes your account and everything in it.'
export const deleteAccountQuestion = 'Delete your account?'
export const thisDeletes = 'This deletes:'
export const whatIsDeleted = [
  'your profile, so nobody can find you or write to you any more',
  'the messages and photos you have sent, also for the people who received them',
  'your reactions and settings, and what is stored on your devices',
]
export const cantUndoDeletion = "This can't be undone. If you want to keep a copy, export your data first."
export const enterPassword = 'Enter your password to confirm'
export const deletingAccount = 'Deleting…'
export const wrongPassword = 'Wrong password.'

export const nameHint = 'Sent messages keep your old name.'
export const handleHint = 'Nobody else can take your old handle for 30 days.'
export const handleError = 'A handle can have up to 30 letters, digits and underscores.'
export const nameMissing = 'Enter your name.'
export const nameTooLong = (limit: number) => `Your name can have up to ${formatNumber(limit)} characters.`
export const nameInvisible = "Your name can't contain invisible characters."

export const whoCanWrite = 'Who can start a conversation with you'
export const everybodyCanWrite = 'Everybody'
export const everybodyCanWriteHint = 'Their first message goes to your conversations.'
export const requestsFirst = 'Everybody, as a request'
export const requestsFirstHint =
  "You accept or decline the first message, and they can't see that you have read it."
export const nobodyCanWrite = 'Nobody'
export const nobodyCanWriteHint = 'Only people you already have a conversation with can write to you.'

export const blockedPeople = 'Blocked people'
export const nobodyBlocked = "You haven't blocked anybody."
export const unblockPerson = (person: string) => `Unblock ${person}`

export const signOutQuestion = 'Sign out?'
export const unsentMessages = (count: number) =>
  plural(count, { one: '# unsent message', other: '# unsent messages' })
export const drafts = (count: number) => plural(count, { one: '# draft', other: '# drafts' })
export const youHaveUnsent = (unsent: string[]) =>
  `You have ${new Intl.ListFormat(language).format(unsent)}. Keep what you wrote in this browser until you sign in again, or delete it if you share this computer.`
export const keepAndSignOut = 'Keep and sign out'
export const deleteAndSignOut = 'Delete and sign out'

/* Notifications */

export const notifications = 'Notifications'
export const askForNotifications = 'Get notified of new messages while this page is in the background?'
export const turnOn = 'Turn on'
export const notNow = 'Not now'
export const notificationsAreOn = 'Notifications are on.'
export const notificationsAreBlocked =
  'Your browser blocks notifications from this site. See the settings for how to allow them.'
export const notifyMe = 'Notify me on this device'
export const notifyMeHint = 'When somebody writes while this page is in the background.'
export const showTextInNotifications = 'Show the text in notifications'
export const showTextInNotificationsHint = 'Otherwise, a notification only says who has written.'
export const notifyWhenClosed = 'Also when Cruddur is closed'
export const notifyWhenClosedHint = 'New messages reach this device even if no page of Cruddur is open.'
export const addToHomeScreen =
  'To get notifications on an iPhone or iPad, add Cruddur to the Home Screen: tap Share, then “Add to Home Screen”. Then open it from there, and turn them on here.'
export const allowNotifications =
  "Your browser blocks notifications from this site. Allow them in the browser's settings for this site, and then turn them on here."
export const noNotifications = "This browser can't show notifications from this page."
/** Instead of the text of a message. */
export const personInGroup = (person: string, group: string) => `${person} in ${group}`
export const wroteToYou = 'New message'

/* The keyboard shortcuts */

export const keys = { alt: 'Alt', control: 'Ctrl', enter: 'Enter', escape: 'Esc', shift: 'Shift' }
export const shortcutSearch = 'Search the open conversation'
export const shortcutPrevious = 'Previous conversation'
export const shortcutNext = 'Next conversation'
export const shortcutList = 'Go to the list'
export const shortcutUndo = 'Undo the last action, while Undo is shown'
export const shortcutArchive = 'In the list: archive'
export const shortcutMute = 'In the list: mute'
export const shortcutUnread = 'In the list: mark as unread'
export const shortcutSend = 'Send the message'
export const shortcutNewLine = 'Start a new line'
export const shortcutEdit = 'With nothing written: edit your last message'
export const shortcutStop = 'Stop editing or replying'
export const shortcutHelp = 'Show keyboard shortcuts'

/* Emoji. The names of most of them are data: web/emojiRows.ts */

export const searchEmoji = 'Search emoji'
export const emojiFound = (count: number) => plural(count, { other: '# emoji' })
export const noEmojiFound = 'No emoji found'
export const emojiResults = 'Results'
export const recentEmoji = 'Recent'
export const emojiGroups = 'Groups of emoji'
/** In the order of Unicode. */
export const emojiGroupNames = [
  'Smileys and emotion',
  'People and body',
  'Animals and nature',
  'Food and drink',
  'Travel and places',
  'Activities',
  'Objects',
  'Symbols',
  'Flags',
]
export const flagKeyword = 'flag'
export const skinTone = 'Skin tone'
export const skinToneIs = (tone: string) => `Skin tone: ${tone}`
/** From the emoji without a skin tone to the darkest one. */
export const skinTones = [
  'Default skin tone',
  'Light skin tone',
  'Medium-light skin tone',
  'Medium skin tone',
  'Medium-dark skin tone',
  'Dark skin tone',
] as const
/** 👍 ❤️ 😂 😮 😢 🙏 */
export const quickReactionNames = [
  'thumbs up',
  'red heart',
  'face with tears of joy',
  'face with open mouth',
  'crying face',
  'folded hands',
] as const

/* Errors, by their code in the API */

/** Of what can fail before the rest of the client is loaded. */
export const startErrorTexts: Record<StartError, string> = {
  account_suspended: 'Your account is suspended.',
  cursor_invalid: 'This list is out of date. Reload the page.',
  message_group_not_found: "This conversation doesn't exist, or you're not part of it.",
  message_not_found: "This message doesn't exist.",
  too_many_requests: "You're doing that too fast. Try again in a moment.",
  unauthorized: 'Your session has expired. Sign in again.',
  unreachable: "Can't connect. Check your internet connection and try again.",
  user_unknown: "Your account isn't ready yet. Try again in a moment.",
}
export const unexpectedError = 'Something went wrong. Please try again.'
export const errorTexts: Record<Exclude<ErrorWithText, StartError>, string> = {
  attachment_invalid: "A photo couldn't be sent.",
  attachments_invalid: 'A message can have up to 10 photos.',
  attachment_lost: "A photo isn't on this device any more. Delete this message and add the photo again.",
  body_too_large: 'Your message is too long.',
  endpoint_invalid: "Cruddur can't send notifications to this browser.",
  push_unavailable:
    "This browser can't receive notifications at the moment. Check its settings and your internet connection, and try again.",
  display_name_invalid: 'A name can have up to 64 characters, and at least one of them must be visible.',
  emoji_invalid: "This isn't an emoji.",
  group_full: 'A group can have up to 50 members.',
  group_is_direct: 'This conversation is not a group.',
  handle_invalid: 'A handle needs at least one letter or digit from the Latin alphabet.',
  handle_taken: 'This handle is already taken.',
  idempotency_key_invalid:
    "This message was written too long ago, or this device's clock is wrong. Edit it and send it again.",
  idempotency_key_reused: "This message couldn't be sent. Edit it and send it again.",
  is_archived_invalid: 'Accept the request before you archive the conversation.',
  message_blank: "You can't send an empty message.",
  message_deleted: 'This message was deleted.',
  message_exceed_max_chars_1024: 'A message can have up to 1,024 characters.',
  message_is_event: "This message can't be changed.",
  message_not_text: "This message contains characters that can't be sent.",
  message_to_self: "You can't message yourself.",
  message_too_old: 'A message can be edited for 24 hours.',
  message_uuid_invalid: "This message can't be reported.",
  not_the_author: 'This message is by somebody else.',
  not_the_owner: 'Only the owner of the group can do that.',
  note_invalid: 'A note can have up to 1,000 characters.',
  q_invalid: 'A search can have up to 100 characters.',
  reauthentication_required: 'Enter your password again to do this.',
  recipient_blocked: 'You have blocked this person. Unblock them to write to them.',
  recipient_unavailable: "You can't write to this person.",
  reply_to_invalid: "The message that you're replying to doesn't exist.",
  title_invalid: 'A title can have up to 100 characters, and at least one of them must be visible.',
  user_not_found: "This account doesn't exist.",
  user_uuids_invalid: 'A group needs 1 to 49 other people.',
}

/* Errors, by their code in Cognito */

export const tooManyAttempts = 'Too many attempts. Try again later.'
export const wrongEmailOrPassword = 'Wrong e-mail or password.'
export const cognitoErrorTexts: Record<string, string> = {
  challenge_unknown: "Your account needs a sign-in step that isn't supported here.",
  NotAuthorizedException: wrongEmailOrPassword,
  UserNotFoundException: 'There is no account with this e-mail address.',
  UserNotConfirmedException: "Your e-mail address isn't confirmed yet.",
  UsernameExistsException: 'This e-mail address already has an account.',
  CodeMismatchException: 'Wrong code. Use the code from our latest e-mail.',
  ExpiredCodeException: 'This code has expired. Request a new one.',
  InvalidPasswordException: 'Your password must have at least 12 characters.',
  InvalidParameterException: 'Something is missing or invalid. Check what you entered.',
  PasswordResetRequiredException: 'You need a new password. Go to “Forgot password?” to set one.',
  LimitExceededException: tooManyAttempts,
  TooManyRequestsException: tooManyAttempts,
  TooManyFailedAttemptsException: tooManyAttempts,
}
