// This file is written by generate-arguments.ts from the JSON files beside it. Do not edit it.

export interface Arguments {
  en: {
    aboutVersion: { version: string | number }
    signInUnreachable: { origin: string | number }
    signInRefused: { reason: string | number }
    signInStuck: { address: string | number }
    blockedByPolicy: { directive: string | number; origin: string | number }
    'pageFailure.configUnread': { url: string | number }
    'pageFailure.configBlocked': { origin: string | number; url: string | number; widget: string | number }
    'pageFailure.configMissing': { status: string | number; url: string | number }
    'pageFailure.originNotAllowed': { origin: string | number }
    'pageFailure.noSignInPage': { origin: string | number; script: string | number; widget: string | number }
    'pageFailure.foreignSignInPage': { origin: string | number; page: string | number }
    writesTo: { number: string | number }
    windowOpenFor: { left: string | number }
    windowOpenHow: { since: string | number; until: string | number }
    windowOpenFromStart: { until: string | number }
    windowClosesIn: { left: string | number }
    windowClosedSince: { since: string | number }
    windowAnnounceLeft: { left: string | number }
    readIn: { language: string | number }
    'notOnWhatsApp.why': { when: string | number }
    chosenFiles: { n: number }
    'held.count': { n: number }
    'held.until': { when: string | number }
    'held.templateSent': { status: string | number; when: string | number }
    'unanswered.heldBehind': { n: number }
    'unanswered.more': { n: number }
    sentCount: { n: string | number }
    showSent: { what: string | number }
    found: { n: number }
    foundOf: { all: number; n: string | number }
    withheld: { name: string | number }
    sendInstead: { name: string | number }
    openInstead: { name: string | number }
    movedHere: { name: string | number }
    notMoved: { name: string | number }
    fallback: { actual: string | number; wanted: string | number }
    languageUnknown: { actual: string | number }
    cards: { n: number }
    problemsFound: { n: number }
    'field.headerValue': { name: string | number }
    'field.bodyValue': { name: string | number }
    'field.card': { n: string | number }
    'field.urlSuffix': { button: string | number }
    'field.urlSuffixHint': { base: string | number }
    'field.payload': { button: string | number }
    'field.orderOf': { reference: string | number; total: string | number }
    'field.customerReads': { text: string | number }
    'field.missingAttribute': { name: string | number }
    'field.example': { example: string | number }
    'field.left': { n: number }
    'field.over': { n: number }
    'cardForm.count': { least: string | number; most: string | number; n: string | number }
    'cardForm.remove': { n: string | number }
    'products.list': { button: string | number }
    'products.section': { n: string | number }
    'products.ids': { n: string | number }
    'products.removeSection': { n: string | number }
    'products.count': { max: string | number; n: number }
    'products.tooMany': { max: string | number; n: string | number }
    'offer.zone': { zone: string | number }
    'offer.endsAt': { left: string | number; when: string | number }
    'call.minutes': { button: string | number }
    'call.minutesHint': { byTemplate: number }
    'call.payload': { button: string | number }
    'media.accepts': { max: string | number; types: string | number }
    attempt: { n: string | number }
    by: { name: string | number }
    'problem.too_long': { length: string | number; max: string | number }
    'problem.whole_too_long': { length: string | number; max: string | number }
    'phone.productOf': { id: string | number }
    'phone.endsIn': { left: string | number }
    'phone.code': { code: string | number }
    'composer.text.parts': { n: string | number }
    'composer.location.ours': { name: string | number }
    'composer.cards.card': { n: string | number }
    'composer.cards.remove': { n: string | number }
    'composer.choices.button': { n: string | number }
    'composer.choices.section': { n: string | number }
    'composer.choices.row': { n: string | number }
    'composer.choices.remove': { what: string | number }
    'composer.choices.rowsLeft': { n: number }
    'composer.form.hint': { button: string | number }
    'composer.form.hintNative': { button: string | number }
    'composer.form.otherStatus': { status: string | number }
    'composer.customer.react': { emoji: string | number }
    'composer.customer.refers.quote': { text: string | number }
    'composer.customer.refers.product': { id: string | number }
    'composer.files.checking': { percent: string | number }
    'composer.files.uploading': { percent: string | number }
    'composer.files.cancel': { name: string | number }
    'composer.files.remove': { name: string | number }
    'composer.files.sendAll': { n: number }
    'composer.files.holdAll': { n: number }
    'composer.files.sendingOf': { all: string | number; n: string | number }
    'composer.files.needAttention': { n: number }
    'composer.files.sendAs': { kind: string | number }
    'composer.fileProblem.type': { accepted: string | number; type: string | number }
    'composer.fileProblem.unusual': { type: string | number }
    'composer.fileProblem.size': { max: string | number; size: string | number }
    'composer.fileProblem.stickerPixels': { height: string | number; side: string | number; width: string | number }
    'composer.fileProblem.staticSticker': { max: string | number; size: string | number }
    'composer.fileProblem.mismatch': { type: string | number }
    'refusals.contact_ended_long_ago': { days: string | number }
    'refusals.no_user_claim': { claim: string | number }
    'refusals.malformed_request': { details: string | number }
    'refusals.not_sent_in_time': { minutes: string | number }
    'refusals.hold_expired': { hours: string | number }
    'refusals.text_in_too_many_parts': { limit: string | number; parts: string | number }
    'refusals.too_many_attempts': { attempts: string | number }
    'refusals.refused_by_aws': { error: string | number; operation: string | number }
    'refusals.template_unknown': { language: string | number; name: string | number }
    'refusals.template_not_offered': { language: string | number; name: string | number }
    'refusals.template_gone': { name: string | number }
    'refusals.form_unknown': { name: string | number }
    'refusals.form_not_available': { name: string | number; status: string | number }
    'refusals.template_changed': { name: string | number }
    'refusals.template_not_approved': { status: string | number }
    'refusals.card_line_breaks': { card: string | number }
    'refusals.media_forbidden': { what: string | number }
    'refusals.undocumented_button': { button: string | number }
    'refusals.confirm_sensitive': { kind: string | number }
    'refusals.sensitive_refused': { kind: string | number }
    'refusals.too_long': { length: string | number; limit: string | number }
    'refusals.may_be_too_long': { length: string | number; limit: string | number }
    'refusals.too_many': { count: string | number; limit: string | number }
    'refusals.may_be_too_many': { count: string | number; limit: string | number }
    'refusals.too_few': { count: string | number; limit: string | number }
    'refusals.out_of_range': { max: string | number; min: string | number; value: string | number }
    'refusals.not_one_of': { accepted: string | number }
    'refusals.too_many_spaces': { count: string | number; limit: string | number }
    'refusals.not_in_list': { choices: string | number }
    'refusals.not_a_date': { example: string | number }
    'refusals.not_an_amount': { currency: string | number; example: string | number }
    'refusals.not_a_number': { example: string | number }
    'refusals.shorter_than_set': { length: string | number; min: string | number }
    'refusals.longer_than_set': { length: string | number; max: string | number }
    'refusals.smaller_than_set': { min: string | number }
    'refusals.larger_than_set': { max: string | number }
    'refusals.field_locked': { value: string | number }
    'refusals.locked_value_missing': { attribute: string | number }
    'refusals.file_gone': { days: string | number }
    'refusals.attachment_rejected': { name: string | number }
    'refusals.media_too_big': { limit: string | number; size: string | number }
    'refusals.media_type_not_accepted': { accepted: string | number; type: string | number }
    'refusals.media_type_mismatch': { actual: string | number; declared: string | number }
    'refusals.media_name_mismatch': { declared: string | number; promised: string | number }
    'refusals.sticker_pixels': { height: string | number; side: string | number; width: string | number }
    'refusals.voice_not_playable': { limit: string | number; size: string | number }
  }
  es: {
    aboutVersion: { version: string | number }
    signInUnreachable: { origin: string | number }
    signInRefused: { reason: string | number }
    signInStuck: { address: string | number }
    blockedByPolicy: { directive: string | number; origin: string | number }
    'pageFailure.configUnread': { url: string | number }
    'pageFailure.configBlocked': { origin: string | number; url: string | number; widget: string | number }
    'pageFailure.configMissing': { status: string | number; url: string | number }
    'pageFailure.originNotAllowed': { origin: string | number }
    'pageFailure.noSignInPage': { origin: string | number; script: string | number; widget: string | number }
    'pageFailure.foreignSignInPage': { origin: string | number; page: string | number }
    writesTo: { number: string | number }
    windowOpenFor: { left: string | number }
    windowOpenHow: { since: string | number; until: string | number }
    windowOpenFromStart: { until: string | number }
    windowClosesIn: { left: string | number }
    windowClosedSince: { since: string | number }
    windowAnnounceLeft: { left: string | number }
    readIn: { language: string | number }
    'notOnWhatsApp.why': { when: string | number }
    chosenFiles: { n: number }
    'held.count': { n: number }
    'held.until': { when: string | number }
    'held.templateSent': { status: string | number; when: string | number }
    'unanswered.heldBehind': { n: number }
    'unanswered.more': { n: number }
    sentCount: { n: string | number }
    showSent: { what: string | number }
    found: { n: number }
    foundOf: { all: number; n: string | number }
    withheld: { name: string | number }
    sendInstead: { name: string | number }
    openInstead: { name: string | number }
    movedHere: { name: string | number }
    notMoved: { name: string | number }
    fallback: { actual: string | number; wanted: string | number }
    languageUnknown: { actual: string | number }
    cards: { n: number }
    problemsFound: { n: number }
    'field.headerValue': { name: string | number }
    'field.bodyValue': { name: string | number }
    'field.card': { n: string | number }
    'field.urlSuffix': { button: string | number }
    'field.urlSuffixHint': { base: string | number }
    'field.payload': { button: string | number }
    'field.orderOf': { reference: string | number; total: string | number }
    'field.customerReads': { text: string | number }
    'field.missingAttribute': { name: string | number }
    'field.example': { example: string | number }
    'field.left': { n: number }
    'field.over': { n: number }
    'cardForm.count': { least: string | number; most: string | number; n: string | number }
    'cardForm.remove': { n: string | number }
    'products.list': { button: string | number }
    'products.section': { n: string | number }
    'products.ids': { n: string | number }
    'products.removeSection': { n: string | number }
    'products.count': { max: string | number; n: number }
    'products.tooMany': { max: string | number; n: string | number }
    'offer.zone': { zone: string | number }
    'offer.endsAt': { left: string | number; when: string | number }
    'call.minutes': { button: string | number }
    'call.minutesHint': { byTemplate: number }
    'call.payload': { button: string | number }
    'media.accepts': { max: string | number; types: string | number }
    attempt: { n: string | number }
    by: { name: string | number }
    'problem.too_long': { length: string | number; max: string | number }
    'problem.whole_too_long': { length: string | number; max: string | number }
    'phone.productOf': { id: string | number }
    'phone.endsIn': { left: string | number }
    'phone.code': { code: string | number }
    'composer.text.parts': { n: string | number }
    'composer.location.ours': { name: string | number }
    'composer.cards.card': { n: string | number }
    'composer.cards.remove': { n: string | number }
    'composer.choices.button': { n: string | number }
    'composer.choices.section': { n: string | number }
    'composer.choices.row': { n: string | number }
    'composer.choices.remove': { what: string | number }
    'composer.choices.rowsLeft': { n: number }
    'composer.form.hint': { button: string | number }
    'composer.form.hintNative': { button: string | number }
    'composer.form.otherStatus': { status: string | number }
    'composer.customer.react': { emoji: string | number }
    'composer.customer.refers.quote': { text: string | number }
    'composer.customer.refers.product': { id: string | number }
    'composer.files.checking': { percent: string | number }
    'composer.files.uploading': { percent: string | number }
    'composer.files.cancel': { name: string | number }
    'composer.files.remove': { name: string | number }
    'composer.files.sendAll': { n: number }
    'composer.files.holdAll': { n: number }
    'composer.files.sendingOf': { all: string | number; n: string | number }
    'composer.files.needAttention': { n: number }
    'composer.files.sendAs': { kind: string | number }
    'composer.fileProblem.type': { accepted: string | number; type: string | number }
    'composer.fileProblem.unusual': { type: string | number }
    'composer.fileProblem.size': { max: string | number; size: string | number }
    'composer.fileProblem.stickerPixels': { height: string | number; side: string | number; width: string | number }
    'composer.fileProblem.staticSticker': { max: string | number; size: string | number }
    'composer.fileProblem.mismatch': { type: string | number }
    'refusals.contact_ended_long_ago': { days: string | number }
    'refusals.no_user_claim': { claim: string | number }
    'refusals.malformed_request': { details: string | number }
    'refusals.not_sent_in_time': { minutes: string | number }
    'refusals.hold_expired': { hours: string | number }
    'refusals.text_in_too_many_parts': { limit: string | number; parts: string | number }
    'refusals.too_many_attempts': { attempts: string | number }
    'refusals.refused_by_aws': { error: string | number; operation: string | number }
    'refusals.template_unknown': { language: string | number; name: string | number }
    'refusals.template_not_offered': { language: string | number; name: string | number }
    'refusals.template_gone': { name: string | number }
    'refusals.form_unknown': { name: string | number }
    'refusals.form_not_available': { name: string | number; status: string | number }
    'refusals.template_changed': { name: string | number }
    'refusals.template_not_approved': { status: string | number }
    'refusals.card_line_breaks': { card: string | number }
    'refusals.media_forbidden': { what: string | number }
    'refusals.undocumented_button': { button: string | number }
    'refusals.confirm_sensitive': { kind: string | number }
    'refusals.sensitive_refused': { kind: string | number }
    'refusals.too_long': { length: string | number; limit: string | number }
    'refusals.may_be_too_long': { length: string | number; limit: string | number }
    'refusals.too_many': { count: string | number; limit: string | number }
    'refusals.may_be_too_many': { count: string | number; limit: string | number }
    'refusals.too_few': { count: string | number; limit: string | number }
    'refusals.out_of_range': { max: string | number; min: string | number; value: string | number }
    'refusals.not_one_of': { accepted: string | number }
    'refusals.too_many_spaces': { count: string | number; limit: string | number }
    'refusals.not_in_list': { choices: string | number }
    'refusals.not_a_date': { example: string | number }
    'refusals.not_an_amount': { currency: string | number; example: string | number }
    'refusals.not_a_number': { example: string | number }
    'refusals.shorter_than_set': { length: string | number; min: string | number }
    'refusals.longer_than_set': { length: string | number; max: string | number }
    'refusals.smaller_than_set': { min: string | number }
    'refusals.larger_than_set': { max: string | number }
    'refusals.field_locked': { value: string | number }
    'refusals.locked_value_missing': { attribute: string | number }
    'refusals.file_gone': { days: string | number }
    'refusals.attachment_rejected': { name: string | number }
    'refusals.media_too_big': { limit: string | number; size: string | number }
    'refusals.media_type_not_accepted': { accepted: string | number; type: string | number }
    'refusals.media_type_mismatch': { actual: string | number; declared: string | number }
    'refusals.media_name_mismatch': { declared: string | number; promised: string | number }
    'refusals.sticker_pixels': { height: string | number; side: string | number; width: string | number }
    'refusals.voice_not_playable': { limit: string | number; size: string | number }
  }
  pt: {
    aboutVersion: { version: string | number }
    signInUnreachable: { origin: string | number }
    signInRefused: { reason: string | number }
    signInStuck: { address: string | number }
    blockedByPolicy: { directive: string | number; origin: string | number }
    'pageFailure.configUnread': { url: string | number }
    'pageFailure.configBlocked': { origin: string | number; url: string | number; widget: string | number }
    'pageFailure.configMissing': { status: string | number; url: string | number }
    'pageFailure.originNotAllowed': { origin: string | number }
    'pageFailure.noSignInPage': { origin: string | number; script: string | number; widget: string | number }
    'pageFailure.foreignSignInPage': { origin: string | number; page: string | number }
    writesTo: { number: string | number }
    windowOpenFor: { left: string | number }
    windowOpenHow: { since: string | number; until: string | number }
    windowOpenFromStart: { until: string | number }
    windowClosesIn: { left: string | number }
    windowClosedSince: { since: string | number }
    windowAnnounceLeft: { left: string | number }
    readIn: { language: string | number }
    'notOnWhatsApp.why': { when: string | number }
    chosenFiles: { n: number }
    'held.count': { n: number }
    'held.until': { when: string | number }
    'held.templateSent': { status: string | number; when: string | number }
    'unanswered.heldBehind': { n: number }
    'unanswered.more': { n: number }
    sentCount: { n: string | number }
    showSent: { what: string | number }
    found: { n: number }
    foundOf: { all: number; n: string | number }
    withheld: { name: string | number }
    sendInstead: { name: string | number }
    openInstead: { name: string | number }
    movedHere: { name: string | number }
    notMoved: { name: string | number }
    fallback: { actual: string | number; wanted: string | number }
    languageUnknown: { actual: string | number }
    cards: { n: number }
    problemsFound: { n: number }
    'field.headerValue': { name: string | number }
    'field.bodyValue': { name: string | number }
    'field.card': { n: string | number }
    'field.urlSuffix': { button: string | number }
    'field.urlSuffixHint': { base: string | number }
    'field.payload': { button: string | number }
    'field.orderOf': { reference: string | number; total: string | number }
    'field.customerReads': { text: string | number }
    'field.missingAttribute': { name: string | number }
    'field.example': { example: string | number }
    'field.left': { n: number }
    'field.over': { n: number }
    'cardForm.count': { least: string | number; most: string | number; n: string | number }
    'cardForm.remove': { n: string | number }
    'products.list': { button: string | number }
    'products.section': { n: string | number }
    'products.ids': { n: string | number }
    'products.removeSection': { n: string | number }
    'products.count': { max: string | number; n: number }
    'products.tooMany': { max: string | number; n: string | number }
    'offer.zone': { zone: string | number }
    'offer.endsAt': { left: string | number; when: string | number }
    'call.minutes': { button: string | number }
    'call.minutesHint': { byTemplate: number }
    'call.payload': { button: string | number }
    'media.accepts': { max: string | number; types: string | number }
    attempt: { n: string | number }
    by: { name: string | number }
    'problem.too_long': { length: string | number; max: string | number }
    'problem.whole_too_long': { length: string | number; max: string | number }
    'phone.productOf': { id: string | number }
    'phone.endsIn': { left: string | number }
    'phone.code': { code: string | number }
    'composer.text.parts': { n: string | number }
    'composer.location.ours': { name: string | number }
    'composer.cards.card': { n: string | number }
    'composer.cards.remove': { n: string | number }
    'composer.choices.button': { n: string | number }
    'composer.choices.section': { n: string | number }
    'composer.choices.row': { n: string | number }
    'composer.choices.remove': { what: string | number }
    'composer.choices.rowsLeft': { n: number }
    'composer.form.hint': { button: string | number }
    'composer.form.hintNative': { button: string | number }
    'composer.form.otherStatus': { status: string | number }
    'composer.customer.react': { emoji: string | number }
    'composer.customer.refers.quote': { text: string | number }
    'composer.customer.refers.product': { id: string | number }
    'composer.files.checking': { percent: string | number }
    'composer.files.uploading': { percent: string | number }
    'composer.files.cancel': { name: string | number }
    'composer.files.remove': { name: string | number }
    'composer.files.sendAll': { n: number }
    'composer.files.holdAll': { n: number }
    'composer.files.sendingOf': { all: string | number; n: string | number }
    'composer.files.needAttention': { n: number }
    'composer.files.sendAs': { kind: string | number }
    'composer.fileProblem.type': { accepted: string | number; type: string | number }
    'composer.fileProblem.unusual': { type: string | number }
    'composer.fileProblem.size': { max: string | number; size: string | number }
    'composer.fileProblem.stickerPixels': { height: string | number; side: string | number; width: string | number }
    'composer.fileProblem.staticSticker': { max: string | number; size: string | number }
    'composer.fileProblem.mismatch': { type: string | number }
    'refusals.contact_ended_long_ago': { days: string | number }
    'refusals.no_user_claim': { claim: string | number }
    'refusals.malformed_request': { details: string | number }
    'refusals.not_sent_in_time': { minutes: string | number }
    'refusals.hold_expired': { hours: string | number }
    'refusals.text_in_too_many_parts': { limit: string | number; parts: string | number }
    'refusals.too_many_attempts': { attempts: string | number }
    'refusals.refused_by_aws': { error: string | number; operation: string | number }
    'refusals.template_unknown': { language: string | number; name: string | number }
    'refusals.template_not_offered': { language: string | number; name: string | number }
    'refusals.template_gone': { name: string | number }
    'refusals.form_unknown': { name: string | number }
    'refusals.form_not_available': { name: string | number; status: string | number }
    'refusals.template_changed': { name: string | number }
    'refusals.template_not_approved': { status: string | number }
    'refusals.card_line_breaks': { card: string | number }
    'refusals.media_forbidden': { what: string | number }
    'refusals.undocumented_button': { button: string | number }
    'refusals.confirm_sensitive': { kind: string | number }
    'refusals.sensitive_refused': { kind: string | number }
    'refusals.too_long': { length: string | number; limit: string | number }
    'refusals.may_be_too_long': { length: string | number; limit: string | number }
    'refusals.too_many': { count: string | number; limit: string | number }
    'refusals.may_be_too_many': { count: string | number; limit: string | number }
    'refusals.too_few': { count: string | number; limit: string | number }
    'refusals.out_of_range': { max: string | number; min: string | number; value: string | number }
    'refusals.not_one_of': { accepted: string | number }
    'refusals.too_many_spaces': { count: string | number; limit: string | number }
    'refusals.not_in_list': { choices: string | number }
    'refusals.not_a_date': { example: string | number }
    'refusals.not_an_amount': { currency: string | number; example: string | number }
    'refusals.not_a_number': { example: string | number }
    'refusals.shorter_than_set': { length: string | number; min: string | number }
    'refusals.longer_than_set': { length: string | number; max: string | number }
    'refusals.smaller_than_set': { min: string | number }
    'refusals.larger_than_set': { max: string | number }
    'refusals.field_locked': { value: string | number }
    'refusals.locked_value_missing': { attribute: string | number }
    'refusals.file_gone': { days: string | number }
    'refusals.attachment_rejected': { name: string | number }
    'refusals.media_too_big': { limit: string | number; size: string | number }
    'refusals.media_type_not_accepted': { accepted: string | number; type: string | number }
    'refusals.media_type_mismatch': { actual: string | number; declared: string | number }
    'refusals.media_name_mismatch': { declared: string | number; promised: string | number }
    'refusals.sticker_pixels': { height: string | number; side: string | number; width: string | number }
    'refusals.voice_not_playable': { limit: string | number; size: string | number }
  }
}
