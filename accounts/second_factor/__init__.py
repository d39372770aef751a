"""The second factor of a sign-in: six digits of an app, a passkey, or a recovery code from paper.

requirement   who must have one, and until when they may do without
codes         the arithmetic of six digits and recovery codes
passkeys      what a browser is asked, and whether its answer is right (fido2)
keeping       sets factors up, takes them in, releases a lost one; each is on the account's trail
brake         wrong ones, counted by account
middleware    whose time is over reaches the page that sets one up, and no other

Why so: docs/decisions/0029-signing-in.md.
"""
