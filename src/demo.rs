//! `ucdoctor demo`: the real check against an embedded directory with a fault built in.
