//! Shapes as drawings.
