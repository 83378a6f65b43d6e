# The words of what a server says of a command that it cannot take in. Every
# message must stand in zh.ftl too, with the same variables.

replica-refusal-not-understood = This could not be understood. Update the app and try again.
replica-refusal-foreign-author = This is signed with somebody else's name.
replica-refusal-id-reused = The number of this act has been used for something else.
replica-refusal-not-sealed = This came by a code, and the device that showed it has not signed it or was signed out.
replica-refusal-unknown-base = This builds on something that the server does not have.
replica-refusal-case-is-full = Too much has happened here to add more.
replica-refusal-too-much-at-once = So much has happened to what this concerns that it is too much at once. Do it in several parts.
replica-refusal-unknown-outcome = What the server says of this needs a newer version of the app. Update it and try again.

# Only what the server said in this language is shown.
replica-refusal-newer = { $en }
