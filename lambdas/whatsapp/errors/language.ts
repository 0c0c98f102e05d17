// The languages of the texts that agents read.

export type Language = 'en' | 'es' | 'pt'

export type Sentence = Readonly<Record<Language, string>>
